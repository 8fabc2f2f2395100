/** Style of the operator's page: dark at night, one column on a phone, no picture and no script. */
export const consoleStyle = `
:root { color-scheme: light dark; --line: #8884; --quiet: #777; --good: #2a7d46; --bad: #c33; --ask: #b57b00; }
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
header { align-items: center; display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; }
thead th { color: var(--quiet); font-weight: normal; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
input, button { border: 1px solid var(--line); border-radius: .3rem; font: inherit; padding: .3rem .6rem; }
button { background: #1f5fae; color: #fff; cursor: pointer; } button.plain { background: none; color: inherit; }
.review { border-left: .3rem solid var(--ask); margin: 0 0 1rem; padding: .2rem 0 .2rem 1rem; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; }
dt { color: var(--quiet); } dd { margin: 0 0 .3rem 1rem; } li, dd { overflow-wrap: anywhere; }
.when { white-space: nowrap; }
.quiet { color: var(--quiet); } .held, .broken { color: var(--bad); } .holds b { color: var(--good); }
.notice { background: #8882; border-radius: .3rem; padding: .5rem 1rem; }
`;
