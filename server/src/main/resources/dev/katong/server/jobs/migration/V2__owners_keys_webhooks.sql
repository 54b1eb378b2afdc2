-- Whose turn it is; its row is locked while a job is added, so that limits hold.
create table owner (
  name varchar(100) primary key,
  served bigint not null);
insert into owner (name, served) select owner, max(served) from job group by owner;

-- What a job may come to take on the disk, and what it left out of its uploads (JSON).
alter table job add column expected bigint default 0 not null;
alter table job add column skipped varchar(100000);
alter table job add column webhook varchar(2000);
create index job_owner on job (owner, created);
create index job_ended on job (ended);

-- Names may have folders now. The cartoon's length and CRC-32, for zip downloads.
alter table picture alter column name set data type varchar(1000);
alter table picture add column bytes bigint;
alter table picture add column crc bigint;

create table idempotency (
  owner varchar(100) not null,
  token varchar(255) not null,
  digest varchar(64) not null,
  job uuid not null references job on delete cascade,
  created timestamp with time zone not null,
  primary key (owner, token));

create table webhook (
  id uuid primary key,
  job uuid not null references job on delete cascade,
  url varchar(2000) not null,
  attempt int not null,
  due timestamp with time zone not null);
create index webhook_due on webhook (due);
