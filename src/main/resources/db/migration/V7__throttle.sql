-- how long a tenant is left alone from a moment on, by the database's clock: what Graph asks of one process holds for all
create table tenant_throttle (
  tenant_id    ${text}(100) not null primary key,
  told         ${time}      not null,
  milliseconds bigint       not null
);
