package io.collectionsync.cli;

import io.collectionsync.graph.auth.Permission;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the application is registered in one tenant.
 *
 * @param name     the tenant's name in the settings
 * @param tenantId its directory id, or what stands for one that is not known yet
 * @param clientId the application's id; empty before it is registered
 * @param cloud    the tenant's cloud
 * @param login    root of the login
 */
record Registration(String name, String tenantId, String clientId, Cloud cloud, String login) {

    private static final Map<Cloud, String> POWERSHELL = Map.of(
            Cloud.GLOBAL,
            "Global",
            Cloud.US_GOVERNMENT,
            "USGov",
            Cloud.US_GOVERNMENT_DOD,
            "USGovDoD",
            Cloud.CHINA,
            "China");
    private static final Map<Cloud, String> AZ = Map.of(
            Cloud.GLOBAL,
            "AzureCloud",
            Cloud.US_GOVERNMENT,
            "AzureUSGovernment",
            Cloud.US_GOVERNMENT_DOD,
            "AzureUSGovernment",
            Cloud.CHINA,
            "AzureChinaCloud");

    static Registration of(Tenant tenant) {
        return new Registration(
                tenant.name(),
                tenant.id().toString(),
                tenant.clientId() == null ? "" : tenant.clientId().toString(),
                tenant.cloud(),
                tenant.authorityUrl().toString());
    }

    /** Before there are settings: the words in capitals are the administrator's to fill in. */
    static Registration blank() {
        return new Registration(
                "NAME",
                "TENANT-ID",
                "",
                Cloud.GLOBAL,
                Cloud.GLOBAL.authorityUrl().toString());
    }

    /** @return the page on which an administrator of the tenant consents (Microsoft docs: adminconsent) */
    String consentLink() {
        return login + "/" + tenantId + "/adminconsent?client_id=" + (clientId.isEmpty() ? "CLIENT-ID" : clientId);
    }

    String powershell(List<Permission> permissions) {
        return filled(
                "powershell.ps1",
                POWERSHELL.get(cloud),
                permissions.stream()
                        .map(one -> "    '" + one.id() + "'   # " + one.word())
                        .collect(Collectors.joining("\n")));
    }

    String az(List<Permission> permissions) {
        return filled(
                "az.sh",
                AZ.get(cloud),
                permissions.stream().map(one -> "  " + one.id() + "=Role").collect(Collectors.joining(" \\\n")));
    }

    private String filled(String script, String environment, String roles) {
        try (var stream = Registration.class.getResourceAsStream("/register/" + script)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@TENANT@", tenantId)
                    .replace("@CLIENT@", clientId)
                    .replace("@ENVIRONMENT@", environment)
                    .replace("@NAME@", name)
                    .replace("@ROLES@", roles)
                    .stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
