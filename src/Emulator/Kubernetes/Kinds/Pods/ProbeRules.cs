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
    public static void Validate(JsonObject container, string path, long grace, List<FieldError> errors)
    {
        foreach (var hook in (string[])["postStart", "preStop"])
        {
            if (Child(Child(container, "lifecycle"), hook) is { } handler)
            {
                Handler(handler, $"{path}.lifecycle.{hook}", grace, errors);
            }
        }

        foreach (var field in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (Child(container, field) is { } probe)
            {
                Probe(probe, field, $"{path}.{field}", grace, errors);
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

    private static void Probe(JsonObject probe, string kind, string path, long grace, List<FieldError> errors)
    {
        Handler(probe, path, grace, errors);
        foreach (var field in Counts)
        {
            if (Number(probe, field) is < 0 and var number)
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", number, AtLeastZero));
            }
        }

        if (probe["terminationGracePeriodSeconds"] is not null)
        {
            var own = Number(probe, "terminationGracePeriodSeconds");
            if (own <= 0)
            {
                errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", own, "must be greater than 0"));
            }

            if (kind == "readinessProbe")
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.terminationGracePeriodSeconds", own, "must not be set for readinessProbes"));
            }
        }

        if (kind != "readinessProbe" && Number(probe, "successThreshold", 1) is not 1 and var threshold)
        {
            errors.Add(FieldError.Invalid($"{path}.successThreshold", threshold, "must be 1"));
        }
    }

    private static void Handler(JsonObject handler, string path, long grace, List<FieldError> errors)
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
            case "sleep" when Number(part, "seconds") is var seconds && (seconds < 0 || seconds > grace):
                errors.Add(FieldError.Invalid(
                    at, seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})"));
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

        foreach (var (_, header) in Items(get, "httpHeaders"))
        {
            var name = Text(header, "name");
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                errors.Add(FieldError.Invalid($"{path}.httpHeaders", name,
                    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex " +
                    "used for validation is '[-A-Za-z0-9]+')"));
            }
        }
    }
}
