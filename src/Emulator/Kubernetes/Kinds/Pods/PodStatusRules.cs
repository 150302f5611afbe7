using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What a write to a Pod's <c>/status</c> may say.</summary>
internal static class PodStatusRules
{
    private const string OnePerFamily = "may specify no more than one IP for each IP family";

    public static void Validate(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        PodUpdateRules.Mirror(pod, old, errors);
        var (status, before) = (Child(pod, "status"), Child(old, "status"));
        foreach (var (i, condition) in Items(status, "conditions"))
        {
            if (Text(condition, "type") is var type and not ("PodScheduled" or "Ready" or "Initialized"))
            {
                // The path is metadata's, and the field as Go calls it.
                ObjectMeta.AddAll(errors, $"metadata.conditions[{i}].Type", type, Names.Qualified(type));
            }
        }

        if (Text(status, "nominatedNodeName") is { Length: > 0 } node && node != Text(before, "nominatedNodeName"))
        {
            ObjectMeta.AddAll(errors, "status.nominatedNodeName", node, Names.Subdomain(node));
        }

        if (Text(status, "qosClass") is var qos && qos != Text(before, "qosClass"))
        {
            errors.Add(FieldError.Invalid("status.qosClass", qos, "field is immutable"));
        }

        var spec = Child(old, "spec");
        var policy = Text(spec, "restartPolicy");
        var sidecars = Items(spec, "initContainers").Where(c => Text(c.Item, "restartPolicy") == "Always")
            .Select(c => Text(c.Item, "name")).ToHashSet(StringComparer.Ordinal);
        Transitions(status, before, "containerStatuses", policy, [], errors);
        Transitions(status, before, "initContainerStatuses", policy, sidecars, errors);
        Transitions(status, before, "ephemeralContainerStatuses", "Never", [], errors);
        Addresses(status, "podIPs", errors);
        HostAddresses(status, errors);
    }

    /// <summary>A container that ended for good does not come back.</summary>
    private static void Transitions(
        JsonObject? status, JsonObject? before, string list, string policy, HashSet<string> free, List<FieldError> errors)
    {
        if (policy == "Always")
        {
            return;
        }

        foreach (var (i, was) in Items(before, list))
        {
            if (Child(Child(was, "state"), "terminated") is not { } end || free.Contains(Text(was, "name"))
                || (policy == "OnFailure" && Number(end, "exitCode") != 0))
            {
                continue;
            }

            foreach (var (_, _) in Items(status, list).Where(n => Text(n.Item, "name") == Text(was, "name")
                && Child(n.Item, "state")?["terminated"] is null))
            {
                errors.Add(FieldError.Forbidden(
                    $"status.{list}[{i}].state", "may not be transitioned to non-terminated state"));
            }
        }
    }

    private static void HostAddresses(JsonObject? status, List<FieldError> errors)
    {
        var first = Items(status, "hostIPs").Select(h => Text(h.Item, "ip")).FirstOrDefault();
        if (first is null)
        {
            return;
        }

        if (Text(status, "hostIP") != first)
        {
            errors.Add(FieldError.Invalid("status.hostIPs[0].ip", first, "must be equal to `hostIP`"));
        }

        Addresses(status, "hostIPs", errors);
    }

    private static void Addresses(JsonObject? status, string list, List<FieldError> errors)
    {
        var texts = Items(status, list).Select(a => Text(a.Item, "ip")).ToList();
        for (var i = 0; i < texts.Count; i++)
        {
            if (!ValueRules.IsIp(texts[i]))
            {
                errors.Add(FieldError.Invalid($"status.{list}[{i}]", texts[i], ValueRules.IpForm));
            }
        }

        if (texts.Count < 2)
        {
            return;
        }

        var parsed = texts.Select(t => IPAddress.TryParse(t, out var ip) ? ip : null).ToList();
        if (parsed.FindIndex(p => p is null) is >= 0 and var bad)
        {
            errors.Add(new FieldError($"status.{list}", FieldErrorType.Internal, null,
                $"failed to check for dual stack with error:invalid IP: {texts[bad]}"));
        }

        var dual = parsed.TrueForAll(p => p is not null) && parsed.Select(p => p!.AddressFamily).Distinct().Count() == 2;
        if (!dual || texts.Count > 2)
        {
            errors.Add(FieldError.Invalid($"status.{list}", GoAddresses(texts), OnePerFamily));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!seen.Add(texts[i]))
            {
                errors.Add(FieldError.Duplicate($"status.{list}[{i}]", new JsonObject { ["IP"] = texts[i] }));
            }
        }
    }

    // Internal types have no JSON names: the Go field is shown.
    private static JsonArray GoAddresses(List<string> texts) =>
        new([.. texts.Select(t => (JsonNode)new JsonObject { ["IP"] = t })]);
}
