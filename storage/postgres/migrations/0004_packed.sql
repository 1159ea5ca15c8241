-- How far a site's pages were packed anew with a dictionary (0 for none), and
-- of how many pages it was weighed whether a new one would pay.
CREATE TABLE packed (
  site_id       text COLLATE "C" NOT NULL,
  dictionary_id bigint NOT NULL,
  up_to         bigint NOT NULL DEFAULT 0,
  weighed       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (site_id, dictionary_id)
);
