-- Times are milliseconds since 1970 in UTC, ids the 16 bytes of a UUID: so every statement is the same on each database.

-- the one row that says which database this is; a copy made by 'backup' has an id of its own, and the time of the backup
create table state_identity (
  only_row    integer not null primary key,
  state_id    ${id}   not null,
  created     bigint  not null,
  restored_of bigint
);

create table sync_run (
  run_id          ${text}(40)  not null primary key,
  run_mode        ${text}(10)  not null,
  asked_by        ${text}(40)  not null,
  status          ${text}(20)  not null,
  started         bigint       not null,
  ended           bigint,
  heartbeat       bigint       not null,
  owner_id        ${text}(200) not null,
  owner_machine   ${text}(200) not null,
  owner_process   bigint       not null,
  mappings        integer      not null,
  mappings_failed integer      not null,
  mappings_held   integer      not null,
  changes_done    integer      not null,
  dead_lettered   integer      not null
);
create index sync_run_started on sync_run (started);
create index sync_run_status on sync_run (status);

create table mapping_state (
  group_id       ${id}         not null primary key,
  mapping_name   ${text}(200)  not null,
  tenant         ${text}(100)  not null,
  collections    ${text}(2000) not null,
  status         ${text}(20)   not null,
  desired        integer       not null,
  actual         integer       not null,
  additions      integer       not null,
  removals       integer       not null,
  held           integer       not null,
  hold_reasons   ${text}(2000) not null,
  held_since     bigint,
  window_used    integer       not null,
  window_allowed integer,
  unresolved     integer       not null,
  applied        integer       not null,
  already_so     integer       not null,
  refused        integer       not null,
  dead_lettered  integer       not null,
  drift_added    integer       not null,
  drift_removed  integer       not null,
  error          ${text}(2000),
  last_run       ${text}(40)   not null,
  last_run_mode  ${text}(10)   not null,
  last_run_time  bigint        not null,
  last_success   bigint
);

create table membership_change (
  change_id    ${serial},
  run_id       ${text}(40)   not null,
  changed      bigint        not null,
  group_id     ${id}         not null,
  mapping_name ${text}(200)  not null,
  object_id    ${id}         not null,
  display_name ${text}(256),
  kind         ${text}(10)   not null,
  why          ${text}(200),
  result       ${text}(20)   not null,
  tried        integer       not null,
  code         ${text}(100),
  message      ${text}(1000),
  request_id   ${text}(100)
);
create index membership_change_run on membership_change (run_id);
create index membership_change_object on membership_change (object_id);
create index membership_change_group on membership_change (group_id, changed);
create index membership_change_time on membership_change (changed);

-- closed_no is 0 while the letter is open and its letter_id afterwards: one open letter for each change, on every database
create table dead_letter (
  letter_id    ${serial},
  group_id     ${id}         not null,
  object_id    ${id}         not null,
  kind         ${text}(10)   not null,
  closed_no    bigint        not null,
  mapping_name ${text}(200)  not null,
  state        ${text}(20)   not null,
  reason       ${text}(20)   not null,
  code         ${text}(100),
  message      ${text}(1000),
  request_id   ${text}(100),
  run_id       ${text}(40)   not null,
  attempts     integer       not null,
  first_seen   bigint        not null,
  last_tried   bigint        not null,
  next_attempt bigint,
  closed       bigint,
  constraint dead_letter_one_open unique (object_id, group_id, kind, closed_no)
);
create index dead_letter_group on dead_letter (group_id, closed_no);
create index dead_letter_due on dead_letter (closed_no, next_attempt);

create table group_lease (
  group_id      ${id}        not null primary key,
  owner_id      ${text}(200) not null,
  owner_machine ${text}(200) not null,
  owner_process bigint       not null,
  heartbeat     bigint       not null
);

-- what the collections of a mapping have ever explained
create table remembered_member (
  group_id  ${id}    not null primary key,
  explained ${bytes} not null,
  changed   bigint   not null
);

-- what the runtime left in each group
create table applied_member (
  group_id    ${id}    not null primary key,
  members     ${bytes} not null,
  last_change bigint   not null
);

-- mappings of which a complete run had nothing to remove, or removed what was approved, and which resource of the site
-- stood for which member: 24 bytes a pair
create table known_mapping (
  group_id        ${id}        not null,
  tenant_id       ${text}(100) not null,
  state_id        ${id}        not null,
  site            ${text}(200) not null,
  is_known        integer      not null,
  foreign_members ${text}(10)  not null,
  absent          bigint,
  resources       ${bytes}     not null,
  primary key (group_id, tenant_id)
);

-- how many members runs left in a group, whenever the number changed
create table group_size (
  size_id  ${serial},
  group_id ${id}   not null,
  left_at  bigint  not null,
  members  integer not null
);
create index group_size_group on group_size (group_id, left_at);

create table known_device (
  tenant_id   ${text}(100) not null,
  device_id   ${id}        not null,
  object_id   ${id}        not null,
  join_type   ${text}(40),
  is_enabled  integer      not null,
  device_name ${text}(256),
  seen        bigint       not null,
  primary key (device_id, tenant_id)
);
create index known_device_object on known_device (object_id);

-- names of collections and groups as the last run read them, for 'status'
create table known_name (
  kind ${text}(12)  not null,
  id   ${text}(40)  not null,
  name ${text}(256) not null,
  primary key (kind, id)
);

-- plans as they were shown, to be approved by their hash
create table shown_plan (
  group_id     ${id}        not null,
  plan_hash    ${text}(64)  not null,
  mapping_name ${text}(200) not null,
  run_id       ${text}(40)  not null,
  shown        bigint       not null,
  additions    ${bytes}     not null,
  removals     ${bytes}     not null,
  doubtful     ${bytes}     not null,
  undone       ${text}(40),
  primary key (group_id, plan_hash)
);
create index shown_plan_hash on shown_plan (plan_hash);

-- who let which plan go in which run, and how that ended; a record that no run asks
create table plan_approval (
  run_id       ${text}(40)  not null,
  group_id     ${id}        not null,
  plan_hash    ${text}(64)  not null,
  mapping_name ${text}(200) not null,
  approved_by  ${text}(200) not null,
  approved     bigint       not null,
  waits        integer      not null,
  ended        bigint,
  outcome      ${text}(200),
  made         integer      not null,
  primary key (run_id, group_id)
);
create index plan_approval_group on plan_approval (group_id, approved);

-- one row a tenant, locked while removals are reserved: two plans of the same moment are counted one after the other
create table tenant_guard (
  tenant_id ${text}(100) not null primary key,
  reserved  bigint       not null
);

create table tenant_removal (
  tenant_id ${text}(100) not null,
  group_id  ${id}        not null,
  run_id    ${text}(40)  not null,
  reserved  bigint       not null,
  removals  integer      not null,
  primary key (run_id, group_id)
);
create index tenant_removal_time on tenant_removal (tenant_id, reserved);

-- nothing is written for these until they are resumed: a mapping (by its group; one row more where an undo paused it),
-- all mappings of a tenant (by its id), all there are or will be (by the id of zeros)
create table pause (
  scope        ${text}(10)   not null,
  subject_id   ${id}         not null,
  subject_name ${text}(200)  not null,
  paused       bigint        not null,
  paused_by    ${text}(200)  not null,
  why          ${text}(1000) not null,
  primary key (subject_id, scope)
);

-- hand edits, from the run that saw them to the one that saw them no more
create table drift (
  drift_id     ${serial},
  group_id     ${id}        not null,
  object_id    ${id}        not null,
  kind         ${text}(10)  not null,
  mapping_name ${text}(200) not null,
  run_id       ${text}(40)  not null,
  seen         bigint       not null,
  ended        bigint,
  display_name ${text}(256),
  member_type  ${text}(40)
);
create index drift_group on drift (group_id, seen);

-- what administrators are told; the last row of a mapping says how it stood when anybody was told
create table notice (
  notice_id    ${serial},
  kind         ${text}(20)  not null,
  subject_id   ${id}        not null,
  subject_name ${text}(200) not null,
  tenant       ${text}(100) not null,
  status       ${text}(20),
  detail       ${text}(2000),
  run_id       ${text}(40),
  occurred     bigint       not null,
  state        ${text}(10)  not null,
  attempts     integer      not null,
  next_attempt bigint
);
create index notice_subject on notice (subject_id, notice_id);
create index notice_state on notice (state, next_attempt);

-- how long a tenant is left alone from a moment on, by the database's clock: what Graph asks of one process holds for all
create table tenant_throttle (
  tenant_id    ${text}(100) not null primary key,
  told         bigint       not null,
  milliseconds bigint       not null
);
