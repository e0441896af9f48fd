package io.kiln.machine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The modules that a machine will have. Immutable. */
public final class ModuleInventory {

    private final Map<String, KnownModule> modules;

    private ModuleInventory(Map<String, KnownModule> modules) {
        this.modules = new TreeMap<>(modules);
    }

    /** The module of this name, hyphens and underscores being the same. */
    public Optional<KnownModule> find(String name) {
        return Optional.ofNullable(modules.get(ModuleName.normal(name)));
    }

    public Collection<KnownModule> all() {
        return modules.values();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects modules; a later one of the same name takes the place of an earlier one. */
    static final class Builder {

        private final Map<String, KnownModule> modules = new HashMap<>();

        void add(KnownModule module) {
            modules.put(ModuleName.normal(module.name()), module);
        }

        /** Adds one that is known by name only, unless more is known already. */
        void addName(KnownModule module) {
            modules.putIfAbsent(ModuleName.normal(module.name()), module);
        }

        ModuleInventory build() {
            return new ModuleInventory(modules);
        }
    }
}
