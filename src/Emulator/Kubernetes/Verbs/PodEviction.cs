using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>POST of a Pod's eviction: a delete that the PodDisruptionBudget over the Pod must allow.</summary>
internal static class PodEviction
{
    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

    public static async Task EvictAsync(KubeRequest request)
    {
        var query = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var eviction = SubresourceBodies.Read(request, body, "io.k8s.api.policy.v1.Eviction");
        var scope = Scopes.Of(request, query, "CreateOptions");
        if (ObjectFields.Name(eviction) is { Length: > 0 } named && named != scope.Name)
        {
            throw KubeErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        var stored = scope.Table.Find(scope.Namespace, scope.Name)
            ?? throw KubeErrors.NotFound(scope.Kind.Resource, scope.Name);
        // kubectl drain --dry-run=server says so in the body alone.
        var (options, dryRun) = DeleteVerb.Check(ObjectFields.Child(eviction, "deleteOptions") ?? []);
        scope = scope with { DryRun = scope.DryRun || dryRun };
        var attributes = scope.Admission("CREATE", eviction, null);
        await request.Core.Admission.MutateAsync(attributes).ConfigureAwait(false);
        await request.Core.Admission.ValidateAsync(attributes).ConfigureAwait(false);
        await ChargeAsync(scope, stored.Parse()).ConfigureAwait(false);
        if (!scope.DryRun)
        {
            options = await MarkAsync(scope, options).ConfigureAwait(false);
        }

        await ObjectDeletion.DeleteAsync(scope, options, admitted: true).ConfigureAwait(false);
        await Answers.ObjectAsync(request, 201, KubeErrors.Success(201)).ConfigureAwait(false);
    }

    /// <summary>The Pod says why it goes, for those who watch it.</summary>
    private static async Task<DeleteOptions> MarkAsync(WriteScope scope, DeleteOptions options)
    {
        var written = await ObjectUpdate.UpdateAsync(scope with { Subresource = "status", Manager = "" }, new UpdatePlan
        {
            Transform = current =>
            {
                var seen = scope.Table.Find(scope.Namespace, scope.Name)
                    ?? throw KubeErrors.NotFound(scope.Kind.Resource, scope.Name);
                ObjectDeletion.CheckPreconditions(scope, options, seen);
                Mark(current!, scope.Core.Now);
                return ValueTask.FromResult(current!);
            },
            IsAdmitted = true,
        }).ConfigureAwait(false);
        // What the caller saw has just been changed by us.
        return options.ResourceVersion is { Length: > 0 } && written.Stored is { } stored
            ? options with { ResourceVersion = stored.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            : options;
    }

    private static void Mark(JsonObject pod, DateTimeOffset now)
    {
        var status = ObjectFields.Ensure(pod, "status");
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        if (conditions.Any(c => ObjectFields.Text(c as JsonObject, "type") == "DisruptionTarget"))
        {
            return;
        }

        conditions.Add(new JsonObject
        {
            ["type"] = "DisruptionTarget",
            ["observedGeneration"] = Wire.GoNumbers.Node(ObjectFields.Number(ObjectFields.Child(pod, "metadata"), "generation")),
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = StandardColumns.Timestamp(now),
            ["reason"] = "EvictionByEvictionAPI",
            ["message"] = "Eviction API: evicting",
        });
    }

    /// <summary>Takes one disruption from the budget before the Pod goes, so that two evictions never share one.</summary>
    private static async Task ChargeAsync(WriteScope scope, JsonObject pod)
    {
        if (PodReadiness.Phase(pod) is "Succeeded" or "Failed" or "Pending" || PodReadiness.IsGoing(pod))
        {
            return;
        }

        var over = PodDisruptionBudgets.Over(scope.Core, pod);
        if (over.Count > 1)
        {
            throw KubeErrors.Unknown(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (over.Count == 0 || MayGoUnready(over[0], pod))
        {
            return;
        }

        var kind = scope.Core.Kinds.FindKind("policy", "v1", "PodDisruptionBudget")!;
        var budget = WriteScope.Of(scope.Core, Access.KubeUser.Server, kind, scope.Namespace, ObjectFields.Name(over[0])) with
        {
            Subresource = "status",
            Manager = "kube-apiserver",
            DryRun = scope.DryRun,
        };
        await ObjectUpdate.UpdateAsync(budget, new UpdatePlan
        {
            Transform = current =>
            {
                if (Problem(current!) is { } problem)
                {
                    throw problem;
                }

                var status = ObjectFields.Ensure(current!, "status");
                status["disruptionsAllowed"] = Wire.GoNumbers.Node(ObjectFields.Number(status, "disruptionsAllowed") - 1);
                ObjectFields.Ensure(status, "disruptedPods")[scope.Name] = StandardColumns.Timestamp(scope.Core.Now);
                return ValueTask.FromResult(current!);
            },
        }).ConfigureAwait(false);
    }

    private static bool MayGoUnready(JsonObject budget, JsonObject pod)
    {
        var status = ObjectFields.Child(budget, "status");
        return !PodReadiness.IsReady(pod)
            && (ObjectFields.Text(ObjectFields.Child(budget, "spec"), "unhealthyPodEvictionPolicy") == "AlwaysAllow"
                || (ObjectFields.Number(status, "currentHealthy") >= ObjectFields.Number(status, "desiredHealthy")
                    && ObjectFields.Number(status, "desiredHealthy") > 0));
    }

    private static KubeException? Problem(JsonObject budget)
    {
        var status = ObjectFields.Child(budget, "status");
        var name = ObjectFields.Name(budget);
        if (ObjectFields.Number(status, "observedGeneration") < ObjectFields.Number(ObjectFields.Child(budget, "metadata"), "generation"))
        {
            return Refuse($"The disruption budget {name} is still being processed by the server.", 10);
        }

        return ObjectFields.Number(status, "disruptionsAllowed") > 0 ? null : Refuse(
            $"The disruption budget {name} needs {ObjectFields.Number(status, "desiredHealthy")} healthy pods and has "
            + $"{ObjectFields.Number(status, "currentHealthy")} currently", 0);
    }

    private static KubeException Refuse(string detail, int retryAfter)
    {
        var details = new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = detail }),
        };
        if (retryAfter > 0)
        {
            details["retryAfterSeconds"] = retryAfter;
        }

        return new KubeException(KubeErrors.Make(429, "TooManyRequests", Refusal, details).Status)
        {
            RetryAfterSeconds = retryAfter,
        };
    }
}
