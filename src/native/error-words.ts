// The system's words for its errors (errno(3)). Node has them loaded; an import of node:util loads all else that is in it as well,
// in each process and each thread.
export const { getSystemErrorMessage, getSystemErrorName } = process.getBuiltinModule('node:util');
