-- "if not exists": homes that were made before migrations were recorded have these tables.
create table if not exists job (
  id uuid primary key,
  owner varchar(100) not null,
  created timestamp with time zone not null,
  ended timestamp with time zone,
  settings varchar(2000) not null,
  cancelled boolean not null,
  pictures int not null,
  pending boolean not null,
  served bigint not null,
  bytes bigint not null);

create table if not exists picture (
  job uuid not null references job on delete cascade,
  number int not null,
  name varchar(300) not null,
  state varchar(10) not null,
  code varchar(40),
  detail varchar(1000),
  format varchar(4),
  report varchar(1000000),
  primary key (job, number));

create index if not exists picture_state on picture (job, state, number);
create index if not exists job_pending on job (pending, served);
