using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// PodSecurity: what a namespace's labels ask of its Pods is enforced for them, and warned of for Pods and for whatever
/// makes Pods. No exemptions and no defaults, as the real plug-in without a configuration file; no audit annotations.
/// </summary>
internal sealed class PodSecurity : IAdmissionPlugin
{
    private const int PodsMax = 3000;

    /// <summary>Subresources that leave a Pod's spec alone; any other one carries a whole Pod.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status",
    };

    private static readonly Dictionary<string, string[]> Templates = new(StringComparer.Ordinal)
    {
        ["podtemplates"] = ["template"],
        ["replicationcontrollers"] = ["spec", "template"],
        ["replicasets.apps"] = ["spec", "template"],
        ["deployments.apps"] = ["spec", "template"],
        ["statefulsets.apps"] = ["spec", "template"],
        ["daemonsets.apps"] = ["spec", "template"],
        ["jobs.batch"] = ["spec", "template"],
        ["cronjobs.batch"] = ["spec", "jobTemplate", "spec", "template"],
    };

    public string Name => "PodSecurity";

    public ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: "CREATE" or "UPDATE", Object: { } obj })
        {
            return ValueTask.CompletedTask;
        }

        var key = attributes.Kind.StorageKey;
        if (key == "namespaces")
        {
            if (attributes.Subresource.Length == 0)
            {
                CheckNamespace(attributes, obj);
            }
        }
        else if (key == "pods")
        {
            if (!Harmless.Contains(attributes.Subresource) && Policy(attributes) is { FullyPrivileged: false } policy
                && (attributes.Operation == "CREATE" || Matters(obj, attributes.Old)))
            {
                Evaluate(attributes, policy, new CheckedPod(Child(obj, "metadata"), Child(obj, "spec")), enforce: true);
            }
        }
        else if (attributes.Subresource.Length == 0 && Templates.TryGetValue(key, out var path)
            && Policy(attributes) is { FullyPrivileged: false } policy
            && path.Aggregate((JsonObject?)obj, Child) is { } template)
        {
            var checkedPod = new CheckedPod(Child(template, "metadata"), Child(template, "spec"));
            Evaluate(attributes, policy, checkedPod, enforce: false);
        }

        return ValueTask.CompletedTask;
    }

    private static PodSecurityPolicy Policy(AdmissionAttributes attributes) =>
        PodSecurityPolicy.Of(attributes.Core.Find("namespaces", "", attributes.Namespace)?.Head.Labels, out _);

    private static void Evaluate(
        AdmissionAttributes attributes, PodSecurityPolicy policy, CheckedPod pod, bool enforce)
    {
        if (enforce && PodSecurityChecks.Problems(policy.Enforce, pod) is { Count: > 0 } refused)
        {
            throw attributes.Forbid($"violates PodSecurity \"{policy.Enforce}\": {Details(refused)}");
        }

        if (PodSecurityChecks.Problems(policy.Warn, pod) is { Count: > 0 } warned)
        {
            attributes.Warnings.Add($"would violate PodSecurity \"{policy.Warn}\": {Details(warned)}");
        }
    }

    private static string Details(List<SecurityProblem> problems) =>
        string.Join(", ", problems.Select(p => p.Detail.Length > 0 ? $"{p.Reason} ({p.Detail})" : p.Reason));

    private static void CheckNamespace(AdmissionAttributes attributes, JsonObject ns)
    {
        var now = PodSecurityPolicy.Of(Child(Child(ns, "metadata"), "labels"), out var errors);
        var before = PodSecurityPolicy.Of(Child(Child(attributes.Old, "metadata"), "labels"), out var oldErrors);
        if (errors.Count > 0 && (attributes.Operation == "CREATE" || !errors.SequenceEqual(oldErrors)))
        {
            throw KubeErrors.Invalid(attributes.Kind.Resource, attributes.Name, errors);
        }

        if (attributes.Operation == "UPDATE" && now.Enforce != before.Enforce
            && now.Enforce.Level != SecurityLevel.Privileged
            && (now.Enforce.Minor != before.Enforce.Minor || now.Enforce.Level > before.Enforce.Level))
        {
            WarnOfPods(attributes, now.Enforce);
        }
    }

    /// <summary>Pods that are there stay; whoever tightens the level hears which would no longer be let in.</summary>
    private static void WarnOfPods(AdmissionAttributes attributes, LevelVersion level)
    {
        var ns = attributes.Name;
        var pods = ObjectReads.InNamespace(attributes.Core.Store.Table("pods"), ns).ToList();
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var stored in pods.Take(PodsMax))
        {
            var pod = stored.Parse();
            var seen = new CheckedPod(Child(pod, "metadata"), Child(pod, "spec"));
            if (PodSecurityChecks.Problems(level, seen) is { Count: > 0 } problems)
            {
                var reason = string.Join(", ", problems.Select(p => p.Reason));
                (found.TryGetValue(reason, out var names) ? names : found[reason] = []).Add(stored.Name);
            }
        }

        if (pods.Count > PodsMax)
        {
            attributes.Warnings.Add(
                $"new PodSecurity enforce level only checked against the first {PodsMax} of {pods.Count} existing pods");
        }

        if (found.Count > 0)
        {
            attributes.Warnings.Add(
                $"existing pods in namespace \"{ns}\" violate the new PodSecurity enforce level \"{level}\"");
            attributes.Warnings.AddRange(found.Select(f => $"{Names(f.Value)}: {f.Key}").Order(StringComparer.Ordinal));
        }
    }

    private static string Names(List<string> pods) => pods.Count switch
    {
        1 => pods[0],
        2 => $"{pods.Min(StringComparer.Ordinal)} (and 1 other pod)",
        var count => $"{pods.Min(StringComparer.Ordinal)} (and {count - 1} other pods)",
    };

    /// <summary>Of what may change in a Pod only images and further containers are the policy's business.</summary>
    private static bool Matters(JsonObject pod, JsonObject? old)
    {
        var (now, before) = (Child(pod, "spec"), Child(old, "spec"));
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var (ours, theirs) = (Items(now, list).ToList(), Items(before, list).ToList());
            if (ours.Count != theirs.Count
                || ours.Zip(theirs).Any(c => Text(c.First.Item, "image") != Text(c.Second.Item, "image")))
            {
                return true;
            }
        }

        var known = Items(before, "ephemeralContainers").ToLookup(c => Text(c.Item, "name"), c => Text(c.Item, "image"));
        return Items(now, "ephemeralContainers")
            .Any(c => known[Text(c.Item, "name")].FirstOrDefault() is not { } image || image != Text(c.Item, "image"));
    }
}
