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

    public static void Validate(JsonObject? spec, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        if (!Items(spec, "containers").Any())
        {
            errors.Add(FieldError.Required($"{path}.containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var (i, container) in Items(spec, list))
            {
                var at = $"{path}.{list}[{i}]";
                Container(container, at, names, volumes, errors);
                switch (list)
                {
                    case "containers":
                        ProbeRules.Validate(container, at, errors);
                        HostPorts(container, at, hostPorts, Flag(spec, "hostNetwork"), errors);
                        break;
                    case "initContainers" when Text(container, "restartPolicy") == "Always":
                        ProbeRules.Validate(container, at, errors);
                        break;
                    case "initContainers":
                        ProbeRules.Forbid(container, at, errors);
                        break;
                }
            }
        }
    }

    private static void HostPorts(
        JsonObject container, string path, HashSet<string> taken, bool hostNetwork, List<FieldError> errors)
    {
        foreach (var (i, port) in Items(container, "ports"))
        {
            var (host, inside) = (Number(port, "hostPort"), Number(port, "containerPort"));
            if (hostNetwork && host != inside)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.ports[{i}].containerPort", inside, "must match `hostPort` when `hostNetwork` is true"));
            }

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
        else if (image.Trim() != image)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.image", image, "must not have leading or trailing whitespace"));
        }

        PodRules.OneOf(container, "imagePullPolicy", PullPolicies, path, errors);
        PodRules.OneOf(container, "terminationMessagePolicy", MessagePolicies, path, errors);
        Env(container, path, errors);
        Mounts(container, path, volumes, errors);
        Ports(container, path, errors);
        ResourceRules.Validate(Child(container, "resources"), $"{path}.resources", errors);
        ContainerExtras.Validate(container, path, volumes, errors);
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
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"));
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

        if (Child(source, "fieldRef") is { } fieldRef)
        {
            FieldReferenceRules.Field(fieldRef, inVolume: false, $"{at}.valueFrom.fieldRef", errors);
        }

        if (Child(source, "resourceFieldRef") is { } resource)
        {
            FieldReferenceRules.Resource(resource, inVolume: false, $"{at}.valueFrom.resourceFieldRef", errors);
        }
    }

    private static void Mounts(JsonObject container, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, mount) in Items(container, "volumeMounts"))
        {
            var at = $"{path}.volumeMounts[{i}]";
            var name = Text(mount, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            if (!volumes.Contains(name))
            {
                errors.Add(FieldError.NotFound($"{at}.name", name));
            }

            var target = Text(mount, "mountPath");
            if (target.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.mountPath"));
            }

            if (!paths.Add(target))
            {
                errors.Add(FieldError.Invalid($"{at}.mountPath", target, "must be unique"));
            }

            // Without the index, as the real server writes these two.
            if (Text(mount, "subPath") is { Length: > 0 } sub)
            {
                PathRules.Descending(sub, $"{path}.volumeMounts.subPath", errors);
            }

            if (Text(mount, "subPathExpr") is { Length: > 0 } expression)
            {
                if (Text(mount, "subPath").Length > 0)
                {
                    errors.Add(FieldError.Invalid(
                        $"{at}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive"));
                }

                PathRules.Descending(expression, $"{path}.volumeMounts.subPathExpr", errors);
            }
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
