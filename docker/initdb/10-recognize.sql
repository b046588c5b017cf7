-- Run once by the database image, as its superuser: the role and the database that Recognize uses.
\set ON_ERROR_STOP on
\set password `head -n 1 /run/secrets/database_password`
CREATE ROLE recognize LOGIN PASSWORD :'password';
CREATE DATABASE recognize OWNER recognize ENCODING 'UTF8' TEMPLATE template0;
