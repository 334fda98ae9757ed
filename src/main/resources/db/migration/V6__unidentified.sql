-- rows of users that nothing identified when every member of the group was accounted for: they mean none of them
create table unidentified_user (
  group_id     ${id}    not null primary key,
  resource_ids ${bytes} not null,
  changed      ${time}  not null
);
