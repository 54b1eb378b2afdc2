-- The service that draws a picture, and until when it has it unless it says more. "attempt" counts
-- the claims, so that a result of an older claim is refused; "lost" those that ended with their
-- service.
alter table picture add column node uuid;
alter table picture add column attempt int default 0 not null;
alter table picture add column lost int default 0 not null;
alter table picture add column lease timestamp with time zone;
update picture set lease = current_timestamp where state = 'RUNNING';
create index picture_lease on picture (lease);

-- The style's name and networks: a service takes only jobs whose style it has. Jobs of versions
-- before have none and are taken by any.
alter table job add column style varchar(200);
