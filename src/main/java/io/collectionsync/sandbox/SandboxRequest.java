package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A request to Graph as it came in, alone or as a part of a batch.
 *
 * @param method  HTTP method, upper case
 * @param path    below the version root, decoded
 * @param query   query options by name, decoded
 * @param headers its own headers; their names in any case
 * @param body    JSON; null where there is none
 */
public record SandboxRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, JsonNode body) {}
