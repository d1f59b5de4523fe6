// Ends with an exit code of its own.
console.error("cannot reach the database");
process.exit(3);
