package io.collectionsync.cli;

import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The mappings that a command is about. */
final class MappingNames {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Mapping name, group id or collection id; default: every mapping.")
    private List<String> names = new ArrayList<>();

    boolean isGiven() {
        return !names.isEmpty();
    }

    /** @throws ParameterException if a name means no mapping: a typing error must not pass as 'nothing to do' */
    List<String> known(Configuration configuration) {
        var unknown = names.stream()
                .filter(name -> configuration.mappings().stream().noneMatch(mapping -> mapping.isNamed(name)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    unknown.stream()
                            .map(name -> "NAME = " + name
                                    + ": no mapping, group or collection of this name in config/mappings.yaml")
                            .collect(Collectors.joining("\n")));
        }
        return names;
    }

    /** @return the mappings that the names mean and that no run takes along; none where no name is given */
    List<Mapping> disabled(Configuration configuration) {
        return configuration.mappings().stream()
                .filter(mapping -> !mapping.enabled())
                .filter(mapping -> names.stream().anyMatch(mapping::isNamed))
                .toList();
    }
}
