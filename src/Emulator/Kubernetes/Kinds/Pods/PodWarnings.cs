using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What a Pod, or a template, is accepted with but warned about.</summary>
internal static class PodWarnings
{
    private static readonly Dictionary<string, string> OldLabels = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    };

    /// <param name="spec">As its author wrote it, after defaulting.</param>
    /// <param name="path">spec, or where the template has it.</param>
    public static IEnumerable<string> Of(JsonObject? spec, string path)
    {
        foreach (var (key, _) in Child(spec, "nodeSelector") ?? [])
        {
            if (OldLabels.TryGetValue(key, out var words))
            {
                yield return $"{path}.nodeSelector[{key}]: {words}";
            }
        }

        var pullers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, secret) in Items(spec, "imagePullSecrets"))
        {
            var name = Text(secret, "name");
            if (name.Length == 0)
            {
                yield return $"{path}.imagePullSecrets[{i}].name: invalid empty name \"\"";
            }
            else if (!pullers.Add(name))
            {
                yield return $"{path}.imagePullSecrets[{i}].name: duplicate name \"{name}\"";
            }
        }

        foreach (var (list, index, container) in PodDefaults.Containers(spec))
        {
            foreach (var warning in Container(container, $"{path}.{list}[{index}]"))
            {
                yield return warning;
            }
        }

        if (Number(spec, "terminationGracePeriodSeconds") < 0)
        {
            yield return $"{path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1";
        }
    }

    private static IEnumerable<string> Container(JsonObject container, string path)
    {
        foreach (var field in (string[])["limits", "requests"])
        {
            foreach (var (name, value) in Child(Child(container, "resources"), field) ?? [])
            {
                if (name is "memory" or "ephemeral-storage" && Quantity.Parse(value?.ToString() ?? "", out _) is { } amount
                    && amount.MilliValue() % 1000 != 0)
                {
                    yield return $"{path}.resources.{field}[{name}]: fractional byte value \"{value}\" is invalid, must be an integer";
                }
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, env) in Items(container, "env"))
        {
            if (!names.Add(Text(env, "name")) && !Text(env, "value").Contains($"$({Text(env, "name")})", StringComparison.Ordinal))
            {
                yield return $"{path}.env[{i}]: hides previous definition of \"{Text(env, "name")}\", which may be dropped when using apply";
            }
        }

        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, port) in Items(container, "ports"))
        {
            var key = $"{Number(port, "containerPort")}/{Text(port, "protocol")}/{Number(port, "hostPort")}/{Text(port, "hostIP")}";
            if (ports.TryGetValue(key, out var first))
            {
                yield return $"{path}.ports[{i}]: duplicate port definition with {path}.ports[{first}]";
            }
            else
            {
                ports[key] = i;
            }
        }
    }
}
