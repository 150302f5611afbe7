using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>A Job's podFailurePolicy: the first rule that a failed Pod matches says what its failure means.</summary>
internal static class JobFailurePolicy
{
    /// <summary>Why the whole Job fails; null when it does not.</summary>
    public static string? FailsJob(JsonObject job, IEnumerable<JsonObject> ended) => ended
        .Select(p => Match(job, p) is { Action: "FailJob" } rule ? rule.Message : null)
        .FirstOrDefault(m => m is not null);

    public static bool Ignores(JsonObject job, JsonObject pod) => Match(job, pod)?.Action == "Ignore";

    public static bool FailsIndex(JsonObject job, JsonObject pod) => Match(job, pod)?.Action == "FailIndex";

    private static (string Action, string Message)? Match(JsonObject job, JsonObject pod)
    {
        if (PodReadiness.Phase(pod) != "Failed")
        {
            return null;
        }

        foreach (var (index, rule) in Items(Child(Child(job, "spec"), "podFailurePolicy"), "rules"))
        {
            var action = Text(rule, "action");
            if (Child(rule, "onExitCodes") is { } codes && ByCode(codes, pod) is { } hit)
            {
                return (action, $"Container {hit.Container} for pod {Namespace(pod)}/{Name(pod)} failed with exit code " +
                    $"{hit.Code} matching {action} rule at index {index}");
            }

            foreach (var (_, wanted) in Items(rule, "onPodConditions"))
            {
                if (Items(Child(pod, "status"), "conditions").Any(c => Text(c.Item, "type") == Text(wanted, "type")
                    && Text(c.Item, "status") == Text(wanted, "status")))
                {
                    return (action, $"Pod {Namespace(pod)}/{Name(pod)} has condition {Text(wanted, "type")} matching " +
                        $"{action} rule at index {index}");
                }
            }
        }

        return null;
    }

    private static (string Container, long Code)? ByCode(JsonObject codes, JsonObject pod)
    {
        var listed = (codes["values"] as JsonArray ?? []).Select(v => (long?)v ?? 0).ToHashSet();
        foreach (var (_, container) in Items(Child(pod, "status"), "initContainerStatuses")
            .Concat(Items(Child(pod, "status"), "containerStatuses")))
        {
            var ended = Child(Child(container, "state"), "terminated");
            var code = Number(ended, "exitCode");
            var named = Text(codes, "containerName");
            if (ended is not null && code != 0 && (named.Length == 0 || named == Text(container, "name"))
                && listed.Contains(code) == (Text(codes, "operator") == "In"))
            {
                return (Text(container, "name"), code);
            }
        }

        return null;
    }
}
