using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// LimitRanger: defaults of containers' requests and limits, told in an annotation; then minimum, maximum and ratio of
/// containers, whole Pods and volume claims. The first LimitRange that objects speaks.
/// </summary>
internal sealed class LimitRanger : IAdmissionPlugin
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public string Name => "LimitRanger";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (!Concerns(attributes) || attributes.Kind.StorageKey != "pods")
        {
            return ValueTask.CompletedTask;
        }

        var pod = attributes.Object!;
        foreach (var range in Ranges(attributes))
        {
            var told = new List<string>();
            foreach (var (container, words) in Containers(pod))
            {
                Fill(container, words, Limits(range, "Container"), told);
            }

            if (told.Count > 0)
            {
                Ensure(Ensure(pod, "metadata"), "annotations")[Annotation] = "LimitRanger plugin set: " + string.Join("; ", told);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        if (!Concerns(attributes))
        {
            return ValueTask.CompletedTask;
        }

        foreach (var range in Ranges(attributes))
        {
            var problems = new List<string>();
            if (attributes.Kind.StorageKey == "pods")
            {
                CheckPod(range, attributes.Object!, problems);
            }
            else
            {
                CheckClaim(range, attributes.Object!, problems);
            }

            problems = [.. problems.Distinct(StringComparer.Ordinal)];
            if (problems.Count > 0)
            {
                throw attributes.Forbid(problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool Concerns(AdmissionAttributes attributes) =>
        attributes is { Subresource: "", Object: not null }
        && attributes is { Operation: "CREATE", Kind.StorageKey: "pods" }
            or { Operation: "CREATE" or "UPDATE", Kind.StorageKey: "persistentvolumeclaims" }
        && attributes.Core.Store.Table("limitranges").Current.Count > 0;

    private static IEnumerable<JsonObject> Ranges(AdmissionAttributes attributes) =>
        ObjectReads.InNamespace(attributes.Core.Store.Table("limitranges"), attributes.Namespace)
            .Where(r => !r.Head.Deleting)
            .Select(r => r.Parse());

    private static List<JsonObject> Limits(JsonObject range, string type) =>
        [.. Items(Child(range, "spec"), "limits").Select(l => l.Item).Where(l => Text(l, "type") == type)];

    private static IEnumerable<(JsonObject Container, string Words)> Containers(JsonObject pod)
    {
        var spec = Child(pod, "spec");
        var plain = Items(spec, "containers").Select(c => (c.Item, $"container {Text(c.Item, "name")}"));
        var init = Items(spec, "initContainers").Select(c => (c.Item, $"init container {Text(c.Item, "name")}"));
        return plain.Concat(init);
    }

    private static void Fill(JsonObject container, string words, List<JsonObject> limits, List<string> told)
    {
        foreach (var (field, from, word) in ((string, string, string)[])
            [("requests", "defaultRequest", "request"), ("limits", "default", "limit")])
        {
            var set = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var (name, value) in limits.SelectMany(l => Child(l, from) ?? []))
            {
                var into = Ensure(Ensure(container, "resources"), field);
                if (into[name] is null)
                {
                    into[name] = value?.DeepClone();
                    set.Add(name);
                }
            }

            if (set.Count > 0)
            {
                told.Add($"{string.Join(", ", set)} {word} for {words}");
            }
        }
    }

    private static void CheckPod(JsonObject range, JsonObject pod, List<string> problems)
    {
        foreach (var (_, limit) in Items(Child(range, "spec"), "limits"))
        {
            var type = Text(limit, "type");
            if (type == "Container")
            {
                foreach (var (container, _) in Containers(pod))
                {
                    var resources = Child(container, "resources");
                    LimitChecks.All(problems, limit, Child(resources, "requests"), Child(resources, "limits"));
                }
            }
            else if (type == "Pod")
            {
                LimitChecks.All(problems, limit, PodResources.Of(pod, "requests"), PodResources.Of(pod, "limits"));
            }
        }
    }

    private static void CheckClaim(JsonObject range, JsonObject claim, List<string> problems)
    {
        var requests = Child(Child(Child(claim, "spec"), "resources"), "requests");
        foreach (var limit in Limits(range, "PersistentVolumeClaim"))
        {
            LimitChecks.Minimum(problems, limit, requests, null);
            LimitChecks.MaximumRequest(problems, limit, requests);
        }
    }
}
