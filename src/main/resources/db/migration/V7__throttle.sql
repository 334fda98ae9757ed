-- until when a tenant is left alone: what Graph asks of one process holds for all
create table tenant_throttle (
  tenant_id    ${text}(100) not null primary key,
  paused_until ${time}      not null
);
