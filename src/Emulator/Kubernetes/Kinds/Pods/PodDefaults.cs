using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Defaults of pods and pod templates (core/v1's SetDefaults functions).</summary>
internal static class PodDefaults
{
    private static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Every kind of container in a pod spec, with the list it is in.</summary>
    public static IEnumerable<(string List, int Index, JsonObject Item)> Containers(JsonObject? spec) =>
        ContainerLists.SelectMany(list => Items(spec, list).Select(c => (list, c.Index, c.Item)));

    /// <summary>What a spec gets in a Pod and in every template.</summary>
    public static void Spec(JsonObject spec)
    {
        Default(spec, "dnsPolicy", "ClusterFirst");
        Default(spec, "restartPolicy", "Always");
        Default(spec, "securityContext", new JsonObject());
        Default(spec, "terminationGracePeriodSeconds", GoNumbers.Node(30));
        Default(spec, "schedulerName", "default-scheduler");
        SyncServiceAccount(spec);
        var hostNetwork = Flag(spec, "hostNetwork");
        foreach (var (_, _, container) in Containers(spec))
        {
            Container(container, hostNetwork);
        }

        foreach (var (_, volume) in Items(spec, "volumes"))
        {
            Volume(volume);
        }
    }

    /// <summary>What only a Pod itself gets.</summary>
    public static void Pod(JsonObject spec)
    {
        Default(spec, "enableServiceLinks", true);
        foreach (var (_, _, container) in Containers(spec))
        {
            RequestsFromLimits(Child(container, "resources"));
        }

        PodLevelResources.Default(spec);
    }

    /// <summary>The deprecated serviceAccount always mirrors serviceAccountName.</summary>
    public static void SyncServiceAccount(JsonObject spec)
    {
        var name = Text(spec, "serviceAccountName");
        if (name.Length == 0)
        {
            name = Text(spec, "serviceAccount");
        }

        if (name.Length > 0)
        {
            spec["serviceAccountName"] = name;
            spec["serviceAccount"] = name;
        }
    }

    /// <summary>Defaults of a template, in whichever kind.</summary>
    public static void Template(JsonObject owner) => Spec(Ensure(Ensure(owner, "template"), "spec"));

    private static void Container(JsonObject container, bool hostNetwork)
    {
        Default(container, "resources", new JsonObject());
        Default(container, "terminationMessagePath", "/dev/termination-log");
        Default(container, "terminationMessagePolicy", "File");
        Default(container, "imagePullPolicy", IsLatest(Text(container, "image")) ? "Always" : "IfNotPresent");
        foreach (var (_, port) in Items(container, "ports"))
        {
            Default(port, "protocol", "TCP");
            if (hostNetwork && Number(port, "hostPort") == 0)
            {
                port["hostPort"] = port["containerPort"]?.DeepClone();
            }
        }

        foreach (var name in Probes)
        {
            if (Child(container, name) is { } probe)
            {
                Probe(probe);
            }
        }

        foreach (var (_, env) in Items(container, "env"))
        {
            FieldRef(Child(env, "valueFrom"));
        }

        foreach (var hook in (string[])["postStart", "preStop"])
        {
            Http(Child(Child(Child(container, "lifecycle"), hook), "httpGet"));
        }
    }

    private static void FieldRef(JsonObject? source)
    {
        if (Child(source, "fieldRef") is { } field && Text(field, "apiVersion").Length == 0)
        {
            field["apiVersion"] = "v1";
        }

        if (Child(source, "fileKeyRef") is { } file)
        {
            Default(file, "optional", false);
        }

        if (Child(source, "resourceFieldRef") is { } resource)
        {
            Default(resource, "divisor", "0");
        }
    }

    private static void Probe(JsonObject probe)
    {
        foreach (var (field, value) in ((string, int)[])
            [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)])
        {
            if (Number(probe, field) == 0)
            {
                probe[field] = GoNumbers.Node(value);
            }
        }

        Http(Child(probe, "httpGet"));
        if (Child(probe, "grpc") is { } grpc)
        {
            Default(grpc, "service", "");
        }
    }

    private static void Http(JsonObject? http)
    {
        if (http is not null)
        {
            Default(http, "path", "/");
            Default(http, "scheme", "HTTP");
        }
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.Count <= 1 && !volume.Any(p => p.Key != "name" && p.Value is not null))
        {
            volume["emptyDir"] = new JsonObject();
        }

        foreach (var source in (string[])["secret", "configMap", "downwardAPI", "projected"])
        {
            if (Child(volume, source) is { } found)
            {
                Default(found, "defaultMode", GoNumbers.Node(420));
            }
        }

        if (Child(volume, "hostPath") is { } host)
        {
            Default(host, "type", "");
        }

        foreach (var (_, item) in Items(Child(volume, "downwardAPI"), "items"))
        {
            FieldRef(item);
        }

        foreach (var (_, projection) in Items(Child(volume, "projected"), "sources"))
        {
            if (Child(projection, "serviceAccountToken") is { } token)
            {
                Default(token, "expirationSeconds", GoNumbers.Node(3600));
            }

            foreach (var (_, item) in Items(Child(projection, "downwardAPI"), "items"))
            {
                FieldRef(item);
            }
        }
    }

    private static void RequestsFromLimits(JsonObject? resources)
    {
        foreach (var (name, quantity) in Child(resources, "limits") ?? [])
        {
            var requests = Ensure(resources!, "requests");
            if (!requests.ContainsKey(name))
            {
                requests[name] = quantity?.DeepClone();
            }
        }
    }

    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        var tail = image[(image.LastIndexOf('/') + 1)..];
        var colon = tail.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || tail[(colon + 1)..] == "latest";
    }
}
