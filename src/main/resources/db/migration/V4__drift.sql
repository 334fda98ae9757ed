-- hand edits, from the run that saw them to the one that saw them no more
create table drift (
  drift_id     ${serial}    primary key,
  group_id     ${id}        not null,
  object_id    ${id}        not null,
  kind         ${text}(10)  not null,
  mapping_name ${text}(200) not null,
  run_id       ${text}(40)  not null,
  seen         ${time}      not null,
  ended        ${time},
  display_name ${text}(256),
  member_type  ${text}(40)
);
create index drift_group on drift (group_id, seen);
