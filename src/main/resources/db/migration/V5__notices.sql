-- what administrators are told; the last row of a mapping says how it stood when anybody was told
create table notice (
  notice_id    ${serial}    primary key,
  kind         ${text}(20)  not null,
  subject_id   ${id}        not null,
  subject_name ${text}(200) not null,
  tenant       ${text}(100) not null,
  status       ${text}(20),
  detail       ${text}(2000),
  run_id       ${text}(40),
  occurred     ${time}      not null,
  state        ${text}(10)  not null,
  attempts     integer      not null,
  next_attempt ${time}
);
create index notice_subject on notice (subject_id, notice_id);
create index notice_state on notice (state, next_attempt);
