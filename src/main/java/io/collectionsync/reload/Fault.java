package io.collectionsync.reload;

/**
 * What is wrong with a file.
 *
 * @param line from 1; 0 if it is no matter of a line
 */
record Fault(String file, int line, String reason) {

    @Override
    public String toString() {
        return line > 0 ? file + " line " + line + ": " + reason : file + ": " + reason;
    }
}
