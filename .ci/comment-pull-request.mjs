// Writes a file as the comment of an Azure DevOps pull request, over the earlier one with the same mark.
import { readFile } from "node:fs/promises";

const [file, mark] = process.argv.slice(2);
const {
  SYSTEM_ACCESSTOKEN: token,
  SYSTEM_COLLECTIONURI: collection,
  SYSTEM_TEAMPROJECTID: project,
  BUILD_REPOSITORY_ID: repository,
  SYSTEM_PULLREQUEST_PULLREQUESTID: pullRequest,
} = process.env;
if (!file || !mark || !token || !collection || !project || !repository || !pullRequest) {
  console.error(
    "comment-pull-request FILE MARK: run it in a pull-request build of Azure Pipelines, with SYSTEM_ACCESSTOKEN passed on.",
  );
  process.exit(2);
}

const threads = `${collection}${project}/_apis/git/repositories/${repository}/pullRequests/${pullRequest}/threads`;

async function ask(url, method, body) {
  const answer = await fetch(`${url}?api-version=7.1`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} on the pull request's threads: ${answer.status}`);
  return answer.json();
}

const content = (await readFile(file, "utf8")).slice(0, 140_000);
const { value } = await ask(threads, "GET");
const mine = value.find((thread) => thread.comments?.[0]?.content?.startsWith(mark));
if (mine) {
  const comment = `${threads}/${mine.id}/comments/${mine.comments[0].id}`;
  await ask(comment, "PATCH", { content });
} else {
  await ask(threads, "POST", {
    comments: [{ parentCommentId: 0, content, commentType: 1 }],
    status: 4,
  });
}
