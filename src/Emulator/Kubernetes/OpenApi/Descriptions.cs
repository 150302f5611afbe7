using Eso.Emulator.Kubernetes.Fields;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>
/// Short words of our own for what people look up most with <c>kubectl explain</c>. The field facts that the documents
/// are made of carry no prose; what is missing here is shown as having no description.
/// </summary>
internal static class Descriptions
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["allowWatchBookmarks"] = "Whether a watch may send BOOKMARK events, which carry a version and nothing else.",
        ["continue"] = "The token of the page before, to get the next one of a list in pages.",
        ["dryRun"] = "All: everything is done but storing.",
        ["fieldManager"] = "Name under which the fields that this request sets are owned.",
        ["fieldSelector"] = "Restricts the list of returned objects by their fields.",
        ["fieldValidation"] = "What happens to unknown or repeated fields: Ignore, Warn or Strict.",
        ["force"] = "Take fields over that others own; for apply only.",
        ["gracePeriodSeconds"] = "Seconds the object is given before it goes.",
        ["labelSelector"] = "Restricts the list of returned objects by their labels.",
        ["limit"] = "Most objects in one answer; the rest is had with continue.",
        ["pretty"] = "true: the answer is indented.",
        ["propagationPolicy"] = "What becomes of dependents: Orphan, Background or Foreground.",
        ["resourceVersion"] = "The version to read at, or to watch from.",
        ["resourceVersionMatch"] = "How resourceVersion is meant: Exact or NotOlderThan.",
        ["sendInitialEvents"] = "Whether a watch begins with the present state, closed by a bookmark.",
        ["timeoutSeconds"] = "Ends a list or watch after so long.",
        ["watch"] = "Watch for changes to the described resources and get them as a stream of events instead of a list.",
    };

    /// <summary>By field name where it means the same everywhere, by <c>Type.field</c> where it does not.</summary>
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["apiVersion"] = "APIVersion defines group and version of this representation, such as apps/v1.",
        ["kind"] = "Kind is the type of the object, in CamelCase.",
        ["metadata"] = "Standard object's metadata: name, labels and what else every object has.",
        ["ObjectMeta.annotations"] = "Free texts by key, for tools and people; not selectable.",
        ["ObjectMeta.creationTimestamp"] = "CreationTimestamp is a timestamp of when the server made the object. Set by the server.",
        ["ObjectMeta.deletionTimestamp"] = "When the object is to be gone; it is being deleted. Set by the server.",
        ["ObjectMeta.finalizers"] = "Those who must agree before the object may go.",
        ["ObjectMeta.generateName"] = "Beginning of a name that the server completes.",
        ["ObjectMeta.generation"] = "Counts the changes of the desired state. Set by the server.",
        ["ObjectMeta.labels"] = "Short texts by key, to select objects by.",
        ["ObjectMeta.managedFields"] = "Which manager owns which fields. Kept by the server.",
        ["ObjectMeta.name"] = "Unique in its namespace among objects of the kind; cannot be changed.",
        ["ObjectMeta.namespace"] = "The namespace the object lives in; cannot be changed.",
        ["ObjectMeta.ownerReferences"] = "Objects this one depends on: it goes when the last of them is gone.",
        ["ObjectMeta.resourceVersion"] = "Version of the stored object, to be compared for equality only. Set by the server.",
        ["ObjectMeta.uid"] = "Unique over all objects and all time. Set by the server.",
        ["ConfigMap.binaryData"] = "Values that are no UTF-8 text, in base64.",
        ["ConfigMap.data"] = "Texts by key.",
        ["ConfigMap.immutable"] = "True: the contents can never be changed again.",
        ["Secret.data"] = "Values by key, in base64.",
        ["Secret.immutable"] = "True: the contents can never be changed again.",
        ["Secret.stringData"] = "Values as plain text, for writing only; they go over into data.",
        ["Secret.type"] = "What kind of secret it is, which decides the keys it must have.",
        ["PodSpec.containers"] = "What runs in the Pod; at least one.",
        ["PodSpec.initContainers"] = "What runs first, one after the other, each to its end.",
        ["PodSpec.nodeName"] = "The node the Pod was put on.",
        ["PodSpec.restartPolicy"] = "Always, OnFailure or Never.",
        ["PodSpec.serviceAccountName"] = "The account whose token the Pod gets.",
        ["PodSpec.volumes"] = "Volumes that containers may mount.",
        ["PodStatus.message"] = "Why the Pod is as it is, for people.",
        ["PodStatus.phase"] = "Pending, Running, Succeeded, Failed or Unknown.",
        ["PodStatus.podIP"] = "Address of the Pod inside the cluster.",
        ["Container.args"] = "Arguments; the image's own when there are none.",
        ["Container.command"] = "What to run; the image's entry point when there is none.",
        ["Container.env"] = "Environment variables.",
        ["Container.envFrom"] = "Whole ConfigMaps and Secrets as environment variables.",
        ["Container.image"] = "Name of the image.",
        ["Container.name"] = "Unique in the Pod.",
        ["Container.ports"] = "Ports the container listens on.",
        ["Container.resources"] = "What is asked for, and what may be used at most.",
        ["Container.volumeMounts"] = "Where volumes appear in the container's files.",
        ["DeploymentSpec.replicas"] = "How many Pods are wanted; 1 when absent.",
        ["DeploymentSpec.selector"] = "Which Pods belong to it; must match the template's labels.",
        ["DeploymentSpec.strategy"] = "How old Pods are replaced by new ones.",
        ["DeploymentSpec.template"] = "The Pods to be made.",
        ["ServiceSpec.clusterIP"] = "Address inside the cluster; None for a headless Service.",
        ["ServiceSpec.ports"] = "Ports the Service offers.",
        ["ServiceSpec.selector"] = "Labels of the Pods behind it.",
        ["ServiceSpec.type"] = "ClusterIP, NodePort, LoadBalancer or ExternalName.",
        ["spec"] = "What is wanted.",
        ["status"] = "What is the case, as last seen. Kept by controllers.",
    };

    /// <summary>Of a field that every kind has.</summary>
    public static string Common(string name) => Fields[name];

    public static string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    public static string? Field(TypeInfo type, string name)
    {
        var bare = type.ShortName[(type.ShortName.LastIndexOf('.') + 1)..];
        if (name == "items" && bare.EndsWith("List", StringComparison.Ordinal) && type.Kinds.Count > 0)
        {
            return $"List of {Plural(bare[..^4])}";
        }

        return Fields.GetValueOrDefault($"{bare}.{name}") ?? (type.Kinds.Count > 0 ? Fields.GetValueOrDefault(name) : null);
    }

    private static string Plural(string kind)
    {
        var name = kind.ToLowerInvariant();
        return name switch
        {
            _ when name.EndsWith('s') => name + "es",
            _ when name.EndsWith('y') => name[..^1] + "ies",
            _ => name + "s",
        };
    }
}
