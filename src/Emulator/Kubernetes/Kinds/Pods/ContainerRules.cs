using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What is checked about the containers of a pod spec.</summary>
internal static class ContainerRules
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] MessagePolicies = ["FallbackToLogsOnError", "File"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <param name="spec">The pod spec.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="volumes">What may be mounted.</param>
    /// <param name="isPod">Of a Pod; templates are spared a few checks, an old leniency.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static void Validate(
        JsonObject? spec, string path, HashSet<string> volumes, bool isPod, List<FieldError> errors)
    {
        if (!Items(spec, "containers").Any())
        {
            errors.Add(FieldError.Required($"{path}.containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        var grace = Number(spec, "terminationGracePeriodSeconds", 30);
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var (i, container) in Items(spec, list))
            {
                var at = $"{path}.{list}[{i}]";
                Container(container, at, names, volumes, isPod || list == "ephemeralContainers", errors);
                ContainerExtras.Validate(container, at, volumes, spec, errors);
                if (list != "ephemeralContainers")
                {
                    RestartRules.Validate(container, at, errors);
                }

                switch (list)
                {
                    case "containers":
                        ProbeRules.Validate(container, at, grace, errors);
                        HostPorts(container, at, hostPorts, errors);
                        HostNetwork(spec, container, at, isPod, errors);
                        break;
                    case "initContainers":
                        Initial(container, at, $"{path}.{list}[0]", grace, errors);
                        break;
                    default:
                        EphemeralRules.Validate(spec, container, at, errors);
                        break;
                }
            }
        }
    }

    private static void Initial(JsonObject container, string path, string first, long grace, List<FieldError> errors)
    {
        // They run one by one: ports clash within one alone, and the real server then names the first.
        HostPorts(container, first, [], errors);
        var restart = Text(container, "restartPolicy");
        if (restart == "Always")
        {
            ProbeRules.Validate(container, path, grace, errors);
        }
        else
        {
            ProbeRules.Forbid(container, path, errors);
        }
    }

    private static void HostNetwork(
        JsonObject? spec, JsonObject container, string path, bool isPod, List<FieldError> errors)
    {
        foreach (var (i, port) in Flag(spec, "hostNetwork") ? Items(container, "ports") : [])
        {
            var host = Number(port, "hostPort");
            if ((isPod || host != 0) && host != Number(port, "containerPort"))
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.ports[{i}].hostPort", host, "must match `containerPort` when `hostNetwork` is true"));
            }
        }
    }

    private static void HostPorts(JsonObject container, string path, HashSet<string> taken, List<FieldError> errors)
    {
        foreach (var (i, port) in Items(container, "ports"))
        {
            var host = Number(port, "hostPort");
            var key = $"{Text(port, "protocol")}/{Text(port, "hostIP")}/{host}";
            if (host != 0 && !taken.Add(key))
            {
                errors.Add(FieldError.Duplicate($"{path}.ports[{i}].hostPort", key));
            }
        }
    }

    private static void Container(
        JsonObject container,
        string path,
        HashSet<string> names,
        HashSet<string> volumes,
        bool trimmed,
        List<FieldError> errors)
    {
        var name = Text(container, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }
        else
        {
            ObjectMeta.AddAll(errors, $"{path}.name", name, Names.Label(name));
            if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}.name", name));
            }
        }

        var image = Text(container, "image");
        if (image.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.image"));
        }
        else if (trimmed && image.Trim() != image)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.image", image, "must not have leading or trailing whitespace"));
        }

        PodRules.OneOf(container, "imagePullPolicy", PullPolicies, path, errors);
        PodRules.OneOf(container, "terminationMessagePolicy", MessagePolicies, path, errors);
        Env(container, path, errors);
        MountRules.Validate(container, path, volumes, errors);
        Ports(container, path, errors);
        ResourceRules.Validate(Child(container, "resources"), $"{path}.resources", errors);
    }

    private static void Env(JsonObject container, string path, List<FieldError> errors)
    {
        foreach (var (i, env) in Items(container, "env"))
        {
            var at = $"{path}.env[{i}]";
            var name = Text(env, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else
            {
                ObjectMeta.AddAll(errors, $"{at}.name", name, Names.EnvVar(name));
            }

            if (Child(env, "valueFrom") is { } source)
            {
                ValueFrom(env, source, at, errors);
            }
        }

        foreach (var (i, from) in Items(container, "envFrom"))
        {
            var at = $"{path}.envFrom[{i}]";
            if (Text(from, "prefix") is { Length: > 0 } prefix)
            {
                ObjectMeta.AddAll(errors, $"{at}.prefix", prefix, Names.EnvVar(prefix));
            }

            var sources = ((string[])["configMapRef", "secretRef"]).Where(s => from[s] is not null).ToList();
            if (sources.Count == 0)
            {
                errors.Add(FieldError.Invalid($"{path}.envFrom", "", "must specify one of: `configMapRef` or `secretRef`"));
            }
            else if (sources.Count > 1)
            {
                errors.Add(FieldError.Invalid($"{path}.envFrom", "", "may not have more than one field specified at a time"));
            }

            foreach (var source in sources.Where(s => Text(Child(from, s), "name").Length == 0))
            {
                errors.Add(FieldError.Required($"{at}.{source}.name"));
            }
        }
    }

    private static void ValueFrom(JsonObject env, JsonObject source, string at, List<FieldError> errors)
    {
        var kinds = source.Where(p => p.Value is not null).Select(p => p.Key).ToList();
        if (kinds.Count == 0)
        {
            errors.Add(FieldError.Invalid(
                $"{at}.valueFrom",
                "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"));
        }
        else if (Text(env, "value").Length > 0)
        {
            errors.Add(FieldError.Invalid($"{at}.valueFrom", "", "may not be specified when `value` is not empty"));
        }
        else if (kinds.Count > 1)
        {
            errors.Add(FieldError.Invalid(
                $"{at}.valueFrom", "", "may not have more than one field specified at a time"));
        }

        foreach (var kind in kinds.Where(k => k is "secretKeyRef" or "configMapKeyRef"))
        {
            foreach (var field in (string[])["name", "key"])
            {
                var given = Text(Child(source, kind), field);
                if (given.Length == 0)
                {
                    errors.Add(FieldError.Required($"{at}.valueFrom.{kind}.{field}"));
                }
                else if (field == "key")
                {
                    ObjectMeta.AddAll(errors, $"{at}.valueFrom.{kind}.key", given, Names.ConfigKey(given));
                }
            }
        }

        if (Child(source, "fileKeyRef") is { } file)
        {
            FileKeyRules.Validate(file, $"{at}.valueFrom.fileKeyRef", errors);
        }

        if (Child(source, "fieldRef") is { } fieldRef)
        {
            FieldReferenceRules.Field(fieldRef, inVolume: false, $"{at}.valueFrom.fieldRef", errors);
        }

        if (Child(source, "resourceFieldRef") is { } resource)
        {
            FieldReferenceRules.Resource(resource, inVolume: false, $"{at}.valueFrom.resourceFieldRef", errors);
        }
    }

    private static void Ports(JsonObject container, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, port) in Items(container, "ports"))
        {
            var at = $"{path}.ports[{i}]";
            if (Text(port, "name") is { Length: > 0 } name)
            {
                var problems = Names.PortName(name).ToList();
                ObjectMeta.AddAll(errors, $"{at}.name", name, problems);
                if (problems.Count == 0 && !names.Add(name))
                {
                    errors.Add(FieldError.Duplicate($"{at}.name", name));
                }
            }

            var number = Number(port, "containerPort");
            if (number == 0)
            {
                errors.Add(FieldError.Required($"{at}.containerPort"));
            }
            else if (number is < 1 or > 65535)
            {
                errors.Add(FieldError.Invalid(
                    $"{at}.containerPort", number, "must be between 1 and 65535, inclusive"));
            }

            if (Number(port, "hostPort") is not 0 and var host and (< 1 or > 65535))
            {
                errors.Add(FieldError.Invalid($"{at}.hostPort", host, "must be between 1 and 65535, inclusive"));
            }

            PodRules.OneOf(port, "protocol", Protocols, at, errors);
        }
    }
}
