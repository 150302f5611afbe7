using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Probes and life-cycle hooks of a container.</summary>
internal static class ProbeRules
{
    private const string AtLeastZero = "must be greater than or equal to 0";
    private static readonly string[] Counts =
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    /// <summary>The hooks and probes of a container that may have them.</summary>
    public static void Validate(JsonObject container, string path, List<FieldError> errors)
    {
        foreach (var hook in (string[])["postStart", "preStop"])
        {
            if (Child(Child(container, "lifecycle"), hook) is { } handler)
            {
                Handler(handler, $"{path}.lifecycle.{hook}", errors);
            }
        }

        foreach (var field in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (Child(container, field) is { } probe)
            {
                Probe(probe, field, $"{path}.{field}", errors);
            }
        }
    }

    /// <summary>Init containers that end have neither.</summary>
    public static void Forbid(JsonObject container, string path, List<FieldError> errors)
    {
        foreach (var field in (string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[field] is not null)
            {
                errors.Add(FieldError.Forbidden(
                    $"{path}.{field}", "may not be set for init containers without restartPolicy=Always"));
            }
        }
    }

    public static void PortNumberOrName(JsonObject owner, string path, List<FieldError> errors)
    {
        if (Text(owner, "port") is { Length: > 0 } name)
        {
            ObjectMeta.AddAll(errors, $"{path}.port", name, Names.PortName(name));
        }
        else if (Number(owner, "port") is var number and (< 1 or > 65535))
        {
            errors.Add(FieldError.Invalid($"{path}.port", number, "must be between 1 and 65535, inclusive"));
        }
    }

    private static void Probe(JsonObject probe, string kind, string path, List<FieldError> errors)
    {
        Handler(probe, path, errors);
        foreach (var field in Counts)
        {
            if (Number(probe, field) is < 0 and var number)
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", number, AtLeastZero));
            }
        }

        if (probe["terminationGracePeriodSeconds"] is not null)
        {
            var grace = Number(probe, "terminationGracePeriodSeconds");
            if (grace <= 0)
            {
                errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0"));
            }

            if (kind == "readinessProbe")
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.terminationGracePeriodSeconds", grace, "must not be set for readinessProbes"));
            }
        }

        if (kind != "readinessProbe" && Number(probe, "successThreshold", 1) is not 1 and var threshold)
        {
            errors.Add(FieldError.Invalid($"{path}.successThreshold", threshold, "must be 1"));
        }
    }

    private static void Handler(JsonObject handler, string path, List<FieldError> errors)
    {
        var found = ((string[])["exec", "httpGet", "tcpSocket", "grpc", "sleep"]).Where(h => handler[h] is not null).ToList();
        if (found.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a handler type"));
        }

        foreach (var extra in found.Skip(1))
        {
            errors.Add(FieldError.Forbidden($"{path}.{extra}", "may not specify more than 1 handler type"));
        }

        if (found.Count == 0)
        {
            return;
        }

        var (part, at) = (Child(handler, found[0]) ?? [], $"{path}.{found[0]}");
        switch (found[0])
        {
            case "exec" when !Texts(part, "command").Any():
                errors.Add(FieldError.Required($"{at}.command"));
                break;
            case "httpGet":
                HttpGet(part, at, errors);
                break;
            case "tcpSocket":
                PortNumberOrName(part, at, errors);
                break;
            case "grpc" when Number(part, "port") is var port and (< 1 or > 65535):
                errors.Add(FieldError.Invalid($"{at}.port", port, "must be between 1 and 65535, inclusive"));
                break;
        }
    }

    private static void HttpGet(JsonObject get, string path, List<FieldError> errors)
    {
        if (Text(get, "path").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.path"));
        }

        PortNumberOrName(get, path, errors);
        if (Text(get, "scheme") is var scheme and not ("HTTP" or "HTTPS" or ""))
        {
            errors.Add(FieldError.NotSupported($"{path}.scheme", scheme, ["HTTP", "HTTPS"]));
        }
    }
}
