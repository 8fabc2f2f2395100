/** Version of the state file's layout. A file of a newer version is refused. */
export const schemaVersion = 1;

/** Tables of the embedded task hub, queues and event hubs. Times are ms since the epoch. */
export const schema = `
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('execution', 0);

CREATE TABLE instances(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  version TEXT, execution INTEGER NOT NULL, status TEXT NOT NULL, input TEXT, output TEXT,
  custom_status TEXT, parent TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE INDEX instances_execution ON instances(execution);
CREATE TABLE history(
  instance TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
  PRIMARY KEY(instance, position)) WITHOUT ROWID;
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, execution INTEGER,
  timer INTEGER, sender INTEGER, is_control INTEGER NOT NULL, due_at INTEGER NOT NULL,
  mail TEXT NOT NULL);
CREATE INDEX inbox_target ON inbox(target, due_at);
CREATE INDEX inbox_due ON inbox(due_at);
CREATE TABLE activities(
  id INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution INTEGER NOT NULL,
  task INTEGER NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL);
CREATE TABLE entities(
  id TEXT PRIMARY KEY, state TEXT, present INTEGER NOT NULL, locked_by INTEGER,
  updated_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX entities_lock ON entities(locked_by) WHERE locked_by IS NOT NULL;

CREATE TABLE messages(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL,
  body TEXT NOT NULL, content_type TEXT, state TEXT NOT NULL, due_at INTEGER NOT NULL,
  enqueued_at INTEGER NOT NULL, deliveries INTEGER NOT NULL, lock TEXT, dead_reason TEXT,
  dead_description TEXT);
CREATE INDEX messages_due ON messages(due_at) WHERE state <> 'dead';
CREATE INDEX messages_queue ON messages(queue, state, sequence);
CREATE TABLE message_ids(
  queue TEXT NOT NULL, message_id TEXT NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY(queue, message_id)) WITHOUT ROWID;
CREATE INDEX message_ids_seen ON message_ids(seen_at);

CREATE TABLE hub_events(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, hub TEXT NOT NULL, body TEXT NOT NULL,
  enqueued_at INTEGER NOT NULL);
CREATE INDEX hub_events_hub ON hub_events(hub, sequence);
CREATE TABLE checkpoints(
  hub TEXT NOT NULL, consumer_group TEXT NOT NULL, sequence INTEGER NOT NULL,
  PRIMARY KEY(hub, consumer_group)) WITHOUT ROWID;
CREATE TABLE timers(
  name TEXT PRIMARY KEY, schedule TEXT NOT NULL, last_at INTEGER, next_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL) WITHOUT ROWID;
`;
