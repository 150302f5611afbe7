using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Apiregistration;

/// <summary>What is checked about an APIService (kube-aggregator's validation).</summary>
internal static class APIServiceRules
{
    private const string Insecure = "spec.insecureSkipTLSVerify";

    public static void Validate(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec");
        var (group, version) = (Text(spec, "group"), Text(spec, "version"));
        var wanted = $"{version}.{group}";
        if (Name(obj) != wanted)
        {
            errors.Add(FieldError.Invalid(
                "metadata.name", Name(obj), $"must be `spec.version+\".\"+spec.group`: \"{wanted}\""));
        }

        if (group.Length == 0)
        {
            if (version != "v1")
            {
                errors.Add(FieldError.Required(
                    "spec.group", "only v1 may have an empty group and it better be legacy kube"));
            }
        }
        else
        {
            ObjectMeta.AddAll(errors, "spec.group", group, Names.Subdomain(group));
        }

        ObjectMeta.AddAll(errors, "spec.version", version, Names.Label1035(version));
        Between(spec, "groupPriorityMinimum", 20000, errors);
        Between(spec, "versionPriority", 1000, errors);
        var bundle = Text(spec, "caBundle");
        if (Child(spec, "service") is { } service)
        {
            Service(service, errors);
            if (Flag(spec, "insecureSkipTLSVerify") && bundle.Length > 0)
            {
                errors.Add(FieldError.Invalid(Insecure, true, "may not be true if caBundle is present"));
            }

            return;
        }

        if (bundle.Length > 0)
        {
            errors.Add(FieldError.Invalid(
                "spec.caBundle",
                $"{Convert.FromBase64String(bundle).Length} bytes",
                "local APIServices may not have a caBundle"));
        }

        if (Flag(spec, "insecureSkipTLSVerify"))
        {
            errors.Add(FieldError.Invalid(Insecure, true, "local APIServices may not have insecureSkipTLSVerify"));
        }
    }

    private static void Between(JsonObject? spec, string field, int most, List<FieldError> errors)
    {
        if (Number(spec, field) is var number && (number <= 0 || number > most))
        {
            errors.Add(FieldError.Invalid($"spec.{field}", number, $"must be positive and less than {most}"));
        }
    }

    private static void Service(JsonObject service, List<FieldError> errors)
    {
        ValueRules.Required(service, "namespace", "spec.service", errors);
        ValueRules.Required(service, "name", "spec.service", errors);
        if (Number(service, "port") is var port and (< 1 or > 65535))
        {
            errors.Add(FieldError.Invalid(
                "spec.service.port", port, "port is not valid: must be between 1 and 65535, inclusive"));
        }
    }
}
