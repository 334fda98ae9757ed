-- plans as they were shown; an approval releases one of them
create table shown_plan (
  group_id     ${id}        not null,
  plan_hash    ${text}(64)  not null,
  mapping_name ${text}(200) not null,
  run_id       ${text}(40)  not null,
  shown        ${time}      not null,
  additions    ${bytes}     not null,
  removals     ${bytes}     not null,
  primary key (group_id, plan_hash)
);
create index shown_plan_hash on shown_plan (plan_hash);

create table plan_approval (
  approval_id  ${serial}    primary key,
  group_id     ${id}        not null,
  plan_hash    ${text}(64)  not null,
  mapping_name ${text}(200) not null,
  approved_by  ${text}(200) not null,
  approved     ${time}      not null,
  expires      ${time}      not null,
  state        ${text}(20)  not null,
  settled      ${time},
  run_id       ${text}(40)
);
create index plan_approval_group on plan_approval (group_id, state);

-- one row a tenant, locked while removals are reserved: two plans of the same moment are counted one after the other
create table tenant_guard (
  tenant_id ${text}(100) not null primary key,
  reserved  ${time}      not null
);

create table tenant_removal (
  tenant_id ${text}(100) not null,
  group_id  ${id}        not null,
  run_id    ${text}(40)  not null,
  reserved  ${time}      not null,
  removals  integer      not null,
  primary key (run_id, group_id)
);
create index tenant_removal_time on tenant_removal (tenant_id, reserved);

-- what the runtime left in each group
create table applied_member (
  group_id ${id}    not null primary key,
  members  ${bytes} not null,
  changed  ${time}  not null
);

create table mapping_pause (
  group_id     ${id}         not null primary key,
  mapping_name ${text}(200)  not null,
  paused       ${time}       not null,
  paused_by    ${text}(200)  not null,
  why          ${text}(1000) not null
);

alter table membership_change add display_name ${text}(256);
alter table membership_change add why ${text}(200);
alter table mapping_state add drift_added integer default 0 not null;
alter table mapping_state add drift_removed integer default 0 not null;
create index membership_change_group on membership_change (group_id, changed);
create index membership_change_time on membership_change (changed);
