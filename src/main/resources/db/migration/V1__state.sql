create table sync_run (
  run_id          ${text}(40)  not null primary key,
  run_mode        ${text}(10)  not null,
  asked_by        ${text}(40)  not null,
  status          ${text}(20)  not null,
  started         ${time}      not null,
  ended           ${time},
  heartbeat       ${time}      not null,
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
  unresolved     integer       not null,
  applied        integer       not null,
  already_so     integer       not null,
  refused        integer       not null,
  dead_lettered  integer       not null,
  error          ${text}(2000),
  last_run       ${text}(40)   not null,
  last_run_mode  ${text}(10)   not null,
  last_run_time  ${time}       not null,
  last_success   ${time}
);

create table membership_change (
  change_id    ${serial}     primary key,
  run_id       ${text}(40)   not null,
  changed      ${time}       not null,
  group_id     ${id}         not null,
  mapping_name ${text}(200)  not null,
  object_id    ${id}         not null,
  kind         ${text}(10)   not null,
  result       ${text}(20)   not null,
  code         ${text}(100),
  message      ${text}(1000),
  request_id   ${text}(100)
);
create index membership_change_run on membership_change (run_id);
create index membership_change_object on membership_change (object_id);

-- closed_no is 0 while the letter is open and its letter_id afterwards: one open letter for each change, on every database
create table dead_letter (
  letter_id    ${serial}     primary key,
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
  first_seen   ${time}       not null,
  last_tried   ${time}       not null,
  next_attempt ${time},
  closed       ${time},
  constraint dead_letter_one_open unique (object_id, group_id, kind, closed_no)
);
create index dead_letter_group on dead_letter (group_id, closed_no);
create index dead_letter_due on dead_letter (closed_no, next_attempt);

create table group_lease (
  group_id      ${id}        not null primary key,
  owner_id      ${text}(200) not null,
  owner_machine ${text}(200) not null,
  owner_process bigint       not null,
  heartbeat     ${time}      not null
);

create table remembered_member (
  group_id  ${id}    not null primary key,
  explained ${bytes} not null,
  changed   ${time}  not null
);

create table known_device (
  tenant_id   ${text}(100) not null,
  device_id   ${id}        not null,
  object_id   ${id}        not null,
  join_type   ${text}(40),
  is_enabled  integer      not null,
  device_name ${text}(256),
  seen        ${time}      not null,
  primary key (device_id, tenant_id)
);
create index known_device_object on known_device (object_id);
