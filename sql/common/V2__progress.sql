-- How far the readers of the journal have come. The first two belong to the projection library, which quotes their names.

create table "pekko_projection_offset_store" (
    "projection_name" varchar(255) not null,
    "projection_key" varchar(255) not null,
    "current_offset" varchar(255) not null,
    "manifest" varchar(4) not null,
    "mergeable" boolean not null,
    "last_updated" bigint not null,
    primary key ("projection_name", "projection_key")
);

create table "pekko_projection_management" (
    "projection_name" varchar(255) not null,
    "projection_key" varchar(255) not null,
    "paused" boolean not null,
    "last_updated" bigint not null,
    primary key ("projection_name", "projection_key")
);

-- One row: every journal row up to this ordering has been looked at by the sweeper.
create table sweeper_cursor (
    id smallint primary key,
    ordering bigint not null
);

insert into sweeper_cursor (id, ordering) values (1, 0);
