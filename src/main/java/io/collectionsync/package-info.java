/**
 * Collection Sync: keeps Entra ID groups equal to Configuration Manager collections. This package holds
 * {@link io.collectionsync.Application} alone; everything else has a package of its own, whose {@code package-info} says
 * what belongs there and what does not. Nothing may enter here but the start of the program.
 *
 * <p><b>The tour.</b> The order of the steps stands in {@code routes/}: begin with {@code run.camel.yaml} and
 * {@code reconcile.camel.yaml}. Each {@code bean} step there names a method of one of the classes below;
 * {@link io.collectionsync.runtime.Beans} says which class stands behind which name.
 *
 * <ol>
 *   <li><b>Run.</b> {@link io.collectionsync.run.RunSchedule} starts a run, by the clock or for a command, and keeps the
 *       tenants apart; {@link io.collectionsync.run.RunService} puts it on record and makes one report of it.
 *   <li><b>Reconcile.</b> {@link io.collectionsync.reconcile.Reconciliation} is one mapping in one run: it carries what
 *       each step leaves for the next, and refuses a step that lacks what it needs.
 *       {@link io.collectionsync.reconcile.ReconcileSteps} takes the lease, so that nobody else writes the group.
 *   <li><b>Read.</b> {@link io.collectionsync.reconcile.CollectionSteps} reads the desired members from the site
 *       database and {@link io.collectionsync.graph.read.Resolver} finds their objects in Entra, while
 *       {@link io.collectionsync.reconcile.GroupSteps} reads the actual members of the group. A side is read whole or
 *       not at all.
 *   <li><b>Plan.</b> {@link io.collectionsync.membership.Planner} computes the difference of the two sides.
 *       {@link io.collectionsync.reconcile.PlanBuilder} tells it what is on record.
 *   <li><b>Guard.</b> {@link io.collectionsync.membership.Guard} holds removals that pass a limit or rest on a doubt;
 *       {@link io.collectionsync.reconcile.PlanRelease} adds what pauses, approvals and the tenant's limit say.
 *   <li><b>Write.</b> {@link io.collectionsync.reconcile.ChangeSteps} hands the plan to
 *       {@link io.collectionsync.graph.write.ChangeQueue}, which makes batches of it. Each batch takes a
 *       {@link io.collectionsync.graph.Permit}, whose proof {@link io.collectionsync.graph.GraphClient} asks for before
 *       it lets the request out, and {@link io.collectionsync.graph.write.AnswerTable} says what the answer means.
 *   <li><b>Record.</b> {@link io.collectionsync.reconcile.ChangeRecord} puts every outcome on record before the next
 *       batch of its worker goes out; what was not done becomes a dead letter.
 *       {@link io.collectionsync.reconcile.MappingEnd} reports the mapping and gives the group back.
 * </ol>
 *
 * <p><b>The write path</b>, from the plan to the record, in the order in which it is read; a test holds the list:
 *
 * <pre>
 * routes/reconcile.camel.yaml                     the order of the steps
 * io.collectionsync.reconcile.ReconcileSteps      lease, plan, end
 * io.collectionsync.reconcile.Reconciliation      what one step leaves for the next
 * routes/apply-plan.camel.yaml                    additions, then removals; another look at the collections between
 * io.collectionsync.reconcile.ChangeSteps         the queue of changes, and the permit of each batch
 * io.collectionsync.graph.write.ChangeQueue       batches, attempts, outcomes
 * routes/graph-worker.camel.yaml                  a worker sends, and takes the answer
 * routes/graph-attempt.camel.yaml                 one request
 * io.collectionsync.graph.GraphClient             throttle, permit, token; the answer sorted
 * io.collectionsync.graph.write.AnswerTable       what Graph's answer means
 * routes/record-outcomes.camel.yaml               history and dead letters, before the worker's next batch
 * io.collectionsync.reconcile.ChangeRecord        what goes on record
 * </pre>
 */
package io.collectionsync;
