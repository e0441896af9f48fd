package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageSnapshots;
import io.kiln.image.ResolvedImage;
import io.kiln.model.Platform;
import io.kiln.model.graph.Stage;
import io.kiln.model.graph.StageDependency;
import io.kiln.model.graph.StageId;
import io.kiln.model.workspace.StepEnvironment;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.plan.PlannedInput;
import io.kiln.plan.StagePlan;
import io.kiln.plan.StagePlanner;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the result of a stage: the store's, where its key has one, else by running it. Thread-safe. */
final class StageResolver implements Round.StageStep {

    private static final String SCRATCH = "scratch";

    private final Actions actions;
    private final SnapshotStore snapshots;
    private final ImageSnapshots images;
    private final StageRunner runner;
    private final BaseImages baseImages;
    private final boolean noCache;
    private final BuildEvents events;
    private final StagePlanner planner;
    private final Set<String> ranInThisSession = ConcurrentHashMap.newKeySet();
    private final Map<String, StageRecord> resolved = new ConcurrentHashMap<>();

    StageResolver(
            Actions actions,
            SnapshotStore snapshots,
            ImageSnapshots images,
            StageRunner runner,
            StagePlanner planner,
            BaseImages baseImages,
            boolean noCache,
            BuildEvents events) {
        this.actions = actions;
        this.snapshots = snapshots;
        this.images = images;
        this.runner = runner;
        this.planner = planner;
        this.baseImages = baseImages;
        this.noCache = noCache;
        this.events = events;
    }

    @Override
    public StageRecord resolve(Stage node, Map<StageId, StageRecord> dependencies)
            throws BuildException, IOException, InterruptedException {
        Platform target = node.id().platform();
        StagePlan plan = planner.plan(
                node.id().stage().toString(),
                node.pkg(),
                node.runsOn(),
                target,
                inputs(node, dependencies),
                StepEnvironment.of(target));
        boolean mayReuse = !noCache || ranInThisSession.contains(plan.key().hex());
        Optional<StageRecord> known = mayReuse ? StageRecord.find(actions, plan.key()) : Optional.empty();
        if (known.isPresent()) {
            events.on(new BuildEvent.StageCached(plan.stage()));
            resolved.put(known.get().outputId(), known.get());
            return known.get();
        }
        StageRecord made = runner.run(plan, mayReuse);
        ranInThisSession.add(plan.key().hex());
        resolved.put(made.outputId(), made);
        return made;
    }

    /** The stage result that has this identity in the current session. */
    StageRecord planned(String outputId) {
        return Objects.requireNonNull(resolved.get(outputId), "'outputId' is of no stage of this session");
    }

    private List<PlannedInput> inputs(Stage node, Map<StageId, StageRecord> dependencies)
            throws BuildException, IOException, InterruptedException {
        List<PlannedInput> inputs = new ArrayList<>();
        if (!node.pkg().baseVariant().equals(SCRATCH)) {
            inputs.add(base(node));
        }
        for (StageDependency dependency : node.dependencies()) {
            if (dependency.stage().isPresent()) {
                StageRecord made = Objects.requireNonNull(
                        dependencies.get(dependency.stage().get()));
                inputs.add(new PlannedInput(
                        "stage " + dependency.stage().get().stage(),
                        made.outputId(),
                        () -> layers(made),
                        dependency.from(),
                        dependency.to(),
                        dependency.at()));
            } else {
                String reference = dependency.image().orElseThrow();
                ResolvedImage image = images.resolve(reference, dependency.platform(), dependency.at());
                inputs.add(new PlannedInput(
                        "image " + reference,
                        image.digest().toString(),
                        () -> Optional.of(images.layers(image)),
                        dependency.from(),
                        dependency.to(),
                        dependency.at()));
            }
        }
        return inputs;
    }

    private PlannedInput base(Stage node) throws BuildException, IOException, InterruptedException {
        String variant = node.pkg().baseVariant();
        String reference = baseImages
                .of(node)
                .orElseThrow(() -> new DiagnosticException(Diagnostic.error(
                                node.pkg().at(), "no base image is configured for the variant '" + variant + "'")
                        .withHint("add --base-image " + variant + "=REF, or to the Pkgfile of its tree: x-kiln: "
                                + "{baseImages: {" + variant + ": REF}}")));
        ResolvedImage image =
                images.resolve(reference, node.runsOn(), node.pkg().at());
        return new PlannedInput(
                "base " + variant + " (" + reference + ")",
                image.digest().toString(),
                () -> Optional.of(images.layers(image)),
                "/",
                "/",
                node.pkg().at());
    }

    private Optional<List<io.kiln.store.SnapshotId>> layers(StageRecord made) {
        return made.layers().stream().allMatch(snapshots::exists) ? Optional.of(made.layers()) : Optional.empty();
    }
}
