using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Networking;

/// <summary>What is checked about an Ingress (pkg/apis/networking/validation).</summary>
internal static class IngressRules
{
    private const string WildcardForm =
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist " +
        "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character " +
        "(e.g. '*.example.com', " +
        @"regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string NotAnIp = "must be a DNS name, not an IP address";
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

    public static void Validate(JsonObject ingress, List<FieldError> errors)
    {
        var spec = Child(ingress, "spec");
        var rules = Items(spec, "rules").ToList();
        if (spec?["defaultBackend"] is null && rules.Count == 0)
        {
            errors.Add(FieldError.Invalid(
                "spec", spec?["rules"], "either `defaultBackend` or `rules` must be specified"));
        }

        if (Child(spec, "defaultBackend") is { } backend)
        {
            Backend(backend, "spec.defaultBackend", errors);
        }

        foreach (var (i, rule) in rules)
        {
            Rule(rule, $"spec.rules[{i}]", errors);
        }

        foreach (var (i, tls) in Items(spec, "tls"))
        {
            var hosts = Texts(tls, "hosts").ToList();
            for (var h = 0; h < hosts.Count; h++)
            {
                Host(hosts[h], $"spec.tls[{i}].hosts[{h}]", errors);
            }

            if (Text(tls, "secretName") is { Length: > 0 } secret)
            {
                ObjectMeta.AddAll(errors, $"spec.tls[{i}].secretName", secret, Names.Subdomain(secret));
            }
        }

        ValueRules.Subdomain(spec, "ingressClassName", "spec", errors);
    }

    /// <summary>The class may be said twice, but not differently.</summary>
    public static void ValidateNew(JsonObject ingress, List<FieldError> errors)
    {
        const string annotation = "kubernetes.io/ingress.class";
        var annotations = Child(Child(ingress, "metadata"), "annotations");
        if (annotations?[annotation] is not null && ingress["spec"]?["ingressClassName"] is not null &&
            Text(annotations, annotation) is var given && given != Text(Child(ingress, "spec"), "ingressClassName"))
        {
            errors.Add(FieldError.Invalid(
                $"annotations.{annotation}", given, "must match `ingressClassName` when both are specified"));
        }
    }

    public static void Status(JsonObject ingress, List<FieldError> errors)
    {
        foreach (var (i, point) in Items(Child(Child(ingress, "status"), "loadBalancer"), "ingress"))
        {
            var path = $"status.loadBalancer.ingress[{i}]";
            if (Text(point, "ip") is { Length: > 0 } ip)
            {
                ValueRules.Ip(ip, $"{path}.ip", errors);
            }

            if (Text(point, "hostname") is { Length: > 0 } host)
            {
                ObjectMeta.AddAll(errors, $"{path}.hostname", host, Names.Subdomain(host));
                if (ValueRules.IsIp(host))
                {
                    errors.Add(FieldError.Invalid($"{path}.hostname", host, NotAnIp));
                }
            }
        }
    }

    private static void Rule(JsonObject rule, string path, List<FieldError> errors)
    {
        if (Text(rule, "host") is { Length: > 0 } host)
        {
            if (ValueRules.IsIp(host))
            {
                errors.Add(FieldError.Invalid($"{path}.host", host, NotAnIp));
            }

            Host(host, $"{path}.host", errors);
        }

        if (Child(rule, "http") is not { } http)
        {
            return;
        }

        if (!Items(http, "paths").Any())
        {
            errors.Add(FieldError.Required($"{path}.http.paths"));
        }

        foreach (var (i, item) in Items(http, "paths"))
        {
            HttpPath(item, $"{path}.http.paths[{i}]", errors);
        }
    }

    private static void Host(string host, string path, List<FieldError> errors)
    {
        if (!host.Contains('*'))
        {
            ObjectMeta.AddAll(errors, path, host, Names.Subdomain(host));
        }
        else if (!host.StartsWith("*.", StringComparison.Ordinal) || !Names.IsSubdomain(host[2..]))
        {
            errors.Add(FieldError.Invalid(path, host, WildcardForm));
        }
    }

    private static void HttpPath(JsonObject item, string path, List<FieldError> errors)
    {
        var target = Text(item, "path");
        var at = $"{path}.path";
        switch (item["pathType"] is null ? null : Text(item, "pathType"))
        {
            case null:
                errors.Add(FieldError.Required($"{path}.pathType", "pathType must be specified"));
                return;
            case "Exact" or "Prefix":
                Absolute(target, at, errors);
                foreach (var bad in (string[])["//", "/./", "/../", "%2f", "%2F"])
                {
                    if (target.Contains(bad, StringComparison.Ordinal))
                    {
                        errors.Add(FieldError.Invalid(at, target, $"must not contain '{bad}'"));
                    }
                }

                foreach (var bad in (string[])["/..", "/."])
                {
                    if (target.EndsWith(bad, StringComparison.Ordinal))
                    {
                        errors.Add(FieldError.Invalid(at, target, $"cannot end with '{bad}'"));
                    }
                }

                break;
            case "ImplementationSpecific":
                if (target.Length > 0)
                {
                    Absolute(target, at, errors);
                }

                break;
            case var other:
                errors.Add(FieldError.NotSupported($"{path}.pathType", other, PathTypes));
                break;
        }

        Backend(Child(item, "backend") ?? [], $"{path}.backend", errors);
    }

    private static void Absolute(string target, string path, List<FieldError> errors)
    {
        if (!target.StartsWith('/'))
        {
            errors.Add(FieldError.Invalid(path, target, "must be an absolute path"));
        }
    }

    private static void Backend(JsonObject backend, string path, List<FieldError> errors)
    {
        switch (Child(backend, "resource"), Child(backend, "service"))
        {
            case (not null, not null):
                errors.Add(FieldError.Invalid(path, "", "cannot set both resource and service backends"));
                break;
            case ({ } resource, _):
                ValueRules.Subdomain(resource, "apiGroup", $"{path}.resource", errors);
                ValueRules.PathSegment(resource, "kind", $"{path}.resource", errors);
                ValueRules.PathSegment(resource, "name", $"{path}.resource", errors);
                break;
            case (_, { } service):
                Service(service, path, errors);
                break;
            default:
                errors.Add(FieldError.Invalid(path, "", "resource or service backend is required"));
                break;
        }
    }

    private static void Service(JsonObject service, string path, List<FieldError> errors)
    {
        if (Text(service, "name") is { Length: > 0 } name)
        {
            ObjectMeta.AddAll(errors, $"{path}.service.name", name, Names.Label(name));
        }
        else
        {
            errors.Add(FieldError.Required($"{path}.service.name"));
        }

        var port = Child(service, "port");
        var (portName, number) = (Text(port, "name"), Number(port, "number"));
        if (portName.Length > 0 && number != 0)
        {
            errors.Add(FieldError.Invalid(path, "", "cannot set both port name & port number"));
        }
        else if (portName.Length > 0)
        {
            ObjectMeta.AddAll(errors, $"{path}.service.port.name", portName, Names.PortName(portName));
        }
        else if (number != 0)
        {
            ValueRules.Port(port, "number", $"{path}.service.port", errors);
        }
        else
        {
            errors.Add(FieldError.Required(path, "port name or number is required"));
        }
    }
}
