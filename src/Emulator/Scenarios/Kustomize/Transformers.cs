using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>What a kustomization does to all its objects: namespace, names, labels, annotations; then replicas and images.</summary>
internal static class Transformers
{
    private static readonly string[] Workloads = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ReplicationController", "Job"];
    private static readonly string[] Replicated = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"];
    private static readonly string[] NamesStay = ["Namespace", "CustomResourceDefinition", "APIService"];
    private static readonly TimeSpan MatchMax = TimeSpan.FromSeconds(1);

    private static readonly string[] ClusterWide =
        ["ClusterSecretStore", "ClusterExternalSecret", "ClusterPushSecret", "ClusterGenerator", "ClusterRole", "ClusterRoleBinding",
         "CustomResourceDefinition", "Node", "StorageClass", "PriorityClass", "PersistentVolume", "MutatingWebhookConfiguration",
         "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "APIService"];

    public static void Run(List<KustomizeResource> all, JsonObject written)
    {
        foreach (var one in all)
        {
            if ((string?)written["namespace"] is { Length: > 0 } ns)
            {
                Namespace(one, ns);
            }

            if (!NamesStay.Contains(one.Kind))
            {
                one.Rename($"{(string?)written["namePrefix"]}{one.Name}{(string?)written["nameSuffix"]}");
            }

            foreach (var label in (written["labels"] as JsonArray ?? []).OfType<JsonObject>())
            {
                Labels(one, label["pairs"] as JsonObject, (bool?)label["includeSelectors"] is true, (bool?)label["includeTemplates"] is true);
            }

            Labels(one, written["commonLabels"] as JsonObject, selectors: true, templates: true);
            if (written["commonAnnotations"] is JsonObject annotations)
            {
                Add(one.Object, ["metadata", "annotations"], annotations);
                foreach (var path in Templates(one.Kind))
                {
                    Add(one.Object, [.. path, "annotations"], annotations);
                }
            }
        }

    }

    public static void RunLate(List<KustomizeResource> all, JsonObject written, Location at)
    {
        Replicas(all, written, at);
        foreach (var image in (written["images"] as JsonArray ?? []).OfType<JsonObject>())
        {
            all.Where(r => r.Kind != "CustomResourceDefinition").ToList().ForEach(r => Images(r.Object, image));
        }
    }

    private static void Namespace(KustomizeResource one, string ns)
    {
        if (one.Kind == "Namespace")
        {
            one.Rename(ns);
        }
        else if (!ClusterWide.Contains(one.Kind))
        {
            one.Metadata["namespace"] = ns;
        }

        // The account every namespace has; others follow the object of that name.
        foreach (var subject in (one.Object["subjects"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)subject["kind"] == "ServiceAccount" && (string?)subject["name"] == "default")
            {
                subject["namespace"] = ns;
            }
        }
    }

    private static void Labels(KustomizeResource one, JsonObject? pairs, bool selectors, bool templates)
    {
        if (pairs is null)
        {
            return;
        }

        Add(one.Object, ["metadata", "labels"], pairs);
        if (selectors)
        {
            foreach (var (path, make) in Selectors(one.Kind))
            {
                Add(one.Object, path, pairs, make);
            }

            foreach (var claim in (one.Object["spec"]?["volumeClaimTemplates"] as JsonArray ?? []).OfType<JsonObject>())
            {
                Add(claim, ["metadata", "labels"], pairs);
            }
        }

        foreach (var path in selectors || templates ? Templates(one.Kind) : [])
        {
            Add(one.Object, [.. path, "labels"], pairs);
        }
    }

    private static (string[] Path, bool Make)[] Selectors(string kind) => kind switch
    {
        "Service" or "ReplicationController" => [(["spec", "selector"], true)],
        "Deployment" or "ReplicaSet" or "DaemonSet" or "StatefulSet" => [(["spec", "selector", "matchLabels"], true)],
        "Job" or "PodDisruptionBudget" => [(["spec", "selector", "matchLabels"], false)],
        "CronJob" => [(["spec", "jobTemplate", "spec", "selector", "matchLabels"], false)],
        "NetworkPolicy" => [(["spec", "podSelector", "matchLabels"], false)],
        _ => [],
    };

    private static string[][] Templates(string kind) => kind == "CronJob"
        ? [["spec", "jobTemplate", "metadata"], ["spec", "jobTemplate", "spec", "template", "metadata"]]
        : Workloads.Contains(kind) ? [["spec", "template", "metadata"]] : [];

    private static void Add(JsonObject into, string[] path, JsonObject pairs, bool make = true)
    {
        foreach (var part in path)
        {
            if (into[part] is not JsonObject next)
            {
                if (!make)
                {
                    return;
                }

                into[part] = next = [];
            }

            into = next;
        }

        foreach (var (name, value) in pairs)
        {
            into[name] = value?.DeepClone();
        }
    }

    private static void Replicas(List<KustomizeResource> all, JsonObject written, Location at)
    {
        foreach (var entry in (written["replicas"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var name = (string?)entry["name"] ?? "";
            var found = all.Where(r => Replicated.Contains(r.Kind) && r.Knows(name) >= 0).ToList();
            if (found.Count == 0)
            {
                throw new ScenarioError(at, $"there is no {string.Join(", ", Replicated)} named '{name}' to have replicas");
            }

            foreach (var one in found)
            {
                Add(one.Object, ["spec"], new JsonObject { ["replicas"] = entry["count"]?.DeepClone() });
            }
        }
    }

    private static void Images(JsonNode? node, JsonObject image)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    Images(item, image);
                }

                break;
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (key is "containers" or "initContainers" && value is JsonArray containers)
                    {
                        foreach (var container in containers.OfType<JsonObject>().Where(c => c["image"] is JsonValue))
                        {
                            container["image"] = Image(container["image"]!.ToString(), image);
                        }
                    }
                    else
                    {
                        Images(value, image);
                    }
                }

                break;
        }
    }

    private static string Image(string written, JsonObject image)
    {
        var parts = Regex.Match(
            written, $@"^({Regex.Escape((string?)image["name"] ?? "")})(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$", RegexOptions.None, MatchMax);
        if (!parts.Success)
        {
            return written;
        }

        var (tag, digest) = (image["newTag"]?.ToString() ?? "", (string?)image["digest"] ?? "");
        var (oldTag, oldDigest) = (parts.Groups[2].Value, parts.Groups[3].Value);
        (oldTag, oldDigest) = (tag.Length > 0, digest.Length > 0) switch
        {
            (true, true) => (":" + tag, "@" + digest),
            (true, false) => (":" + tag, ""),
            (false, true) => ("", "@" + digest),
            _ => (oldTag, oldDigest),
        };
        return ((string?)image["newName"] is { Length: > 0 } name ? name : parts.Groups[1].Value) + oldTag + oldDigest;
    }
}
