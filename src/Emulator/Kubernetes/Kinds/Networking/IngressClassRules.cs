using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Networking;

/// <summary>What is checked about an IngressClass: its controller's name and its parameters.</summary>
internal static class IngressClassRules
{
    private const int ControllerLength = 250;
    private const string PathMarks = "/-._~%!$&'()*+,;=:";

    public static void Validate(JsonObject ingressClass, List<FieldError> errors)
    {
        var spec = Child(ingressClass, "spec");
        var controller = Text(spec, "controller");
        if (controller.Length == 0)
        {
            errors.Add(FieldError.Required("spec.controller"));
        }
        else
        {
            if (Encoding.UTF8.GetByteCount(controller) > ControllerLength)
            {
                errors.Add(FieldError.TooLong("spec.controller", ControllerLength));
            }

            DomainPrefixed(controller, "spec.controller", errors);
        }

        if (Child(spec, "parameters") is { } parameters)
        {
            Parameters(parameters, "spec.parameters", errors);
        }
    }

    public static void DomainPrefixed(string text, string path, List<FieldError> errors)
    {
        var parts = text.Split('/', 2);
        if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            errors.Add(FieldError.Invalid(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
            return;
        }

        ObjectMeta.AddAll(errors, path, parts[0], Names.Subdomain(parts[0]));
        if (!parts[1].All(c => char.IsAsciiLetterOrDigit(c) || PathMarks.Contains(c)))
        {
            errors.Add(FieldError.Invalid(
                path, parts[1], @"Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"));
        }
    }

    private static void Parameters(JsonObject parameters, string path, List<FieldError> errors)
    {
        ValueRules.Subdomain(parameters, "apiGroup", path, errors);
        ValueRules.PathSegment(parameters, "kind", path, errors);
        ValueRules.PathSegment(parameters, "name", path, errors);
        var scope = Text(parameters, "scope");
        var space = parameters["namespace"] is null ? null : Text(parameters, "namespace");
        switch (scope)
        {
            case "Namespace" when space is null:
                errors.Add(FieldError.Required($"{path}.namespace", "`parameters.scope` is set to 'Namespace'"));
                break;
            case "Namespace":
                ObjectMeta.AddAll(errors, $"{path}.namespace", space, Names.Label(space));
                break;
            case "Cluster" when space is not null:
                errors.Add(FieldError.Forbidden($"{path}.namespace", "`parameters.scope` is set to 'Cluster'"));
                break;
            case "Cluster":
                break;
            default:
                errors.Add(FieldError.NotSupported($"{path}.scope", scope, ["Cluster", "Namespace"]));
                break;
        }
    }
}
