-- The sample database of this example; `library.db` is made from it with: sqlite3 library.db < library.sql
CREATE TABLE authors (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    born INTEGER
);
CREATE TABLE books (
    id        INTEGER PRIMARY KEY,
    title     TEXT NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors (id),
    year      INTEGER NOT NULL,
    pages     INTEGER,
    rating    REAL
);
CREATE INDEX books_by_year ON books (year);
INSERT INTO authors (id, name, born) VALUES
    (1, 'Jane Austen', 1775),
    (2, 'Mary Shelley', 1797),
    (3, 'Herman Melville', 1819),
    (4, 'Leo Tolstoy', 1828),
    (5, 'Bram Stoker', 1847),
    (6, 'Virginia Woolf', 1882);
INSERT INTO books (id, title, author_id, year, pages, rating) VALUES
    (1, 'Sense and Sensibility', 1, 1811, 409, 4.1),
    (2, 'Pride and Prejudice', 1, 1813, 432, 4.3),
    (3, 'Frankenstein', 2, 1818, 280, 3.9),
    (4, 'Moby-Dick', 3, 1851, 635, 3.6),
    (5, 'War and Peace', 4, 1869, 1225, 4.2),
    (6, 'Anna Karenina', 4, 1878, 864, 4.1),
    (7, 'Dracula', 5, 1897, 418, 4.0),
    (8, 'Mrs Dalloway', 6, 1925, 194, 3.8),
    (9, 'Orlando', 6, 1928, 336, NULL);
