-- names of collections and groups as the last run read them, for 'status'
create table known_name (
  kind ${text}(12)  not null,
  id   ${text}(40)  not null,
  name ${text}(256) not null,
  primary key (kind, id)
);
