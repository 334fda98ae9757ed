package io.collectionsync.settings;

import java.net.URI;

/** A Microsoft cloud with the roots of its Graph and of its login. Tokens of one are worth nothing in another. */
public enum Cloud {
    GLOBAL("global", "https://graph.microsoft.com", "https://login.microsoftonline.com"),
    US_GOVERNMENT("us-government", "https://graph.microsoft.us", "https://login.microsoftonline.us"),
    US_GOVERNMENT_DOD("us-government-dod", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    CHINA("china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn");

    private final String word;
    private final URI graphUrl;
    private final URI authorityUrl;

    Cloud(String word, String graphUrl, String authorityUrl) {
        this.word = word;
        this.graphUrl = URI.create(graphUrl);
        this.authorityUrl = URI.create(authorityUrl);
    }

    /** @return the word for it in the settings */
    String word() {
        return word;
    }

    public URI graphUrl() {
        return graphUrl;
    }

    public URI authorityUrl() {
        return authorityUrl;
    }
}
