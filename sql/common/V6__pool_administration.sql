-- What people decided about pools, and what the server decided by itself: one row per such event. The number is the event's
-- place in its pool's journal.
create table pool_history (
    pool_id varchar not null,
    number bigint not null,
    changed_at timestamp with time zone not null,
    actor varchar not null,
    reason varchar,
    kind varchar not null,
    identity_id varchar,
    details_json varchar not null,
    primary key (pool_id, number)
);

-- Whether the pool serves: active or disabled.
alter table pools add column status varchar default 'active' not null;

-- Which pool an identity's id belongs to. Written before the identity is registered, so that of two pools that want one id at
-- the same time one is told; no projection writes here.
create table identity_claims (
    identity_id varchar primary key,
    pool_id varchar not null,
    claimed_at timestamp with time zone not null
);

insert into identity_claims (identity_id, pool_id, claimed_at)
select id, min(pool_id), min(created_at) from identities group by id;
