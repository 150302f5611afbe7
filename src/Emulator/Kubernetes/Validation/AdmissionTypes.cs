using Eso.Emulator.Kubernetes.Cel;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>
/// The types of the variables of admission expressions: the request, the namespace and a policy's own variables have
/// declared fields, objects and parameters may hold anything (apiserver's plugin/cel).
/// </summary>
internal static class AdmissionTypes
{
    private static readonly CelType Texts = CelType.List(CelType.String);
    private static readonly CelType Map = CelType.Map(CelType.String, CelType.String);

    private static readonly CelType VersionKind = Object("kubernetes.GroupVersionKind", new()
    {
        ["group"] = CelType.String,
        ["version"] = CelType.String,
        ["kind"] = CelType.String,
    });

    private static readonly CelType VersionResource = Object("kubernetes.GroupVersionResource", new()
    {
        ["group"] = CelType.String,
        ["version"] = CelType.String,
        ["resource"] = CelType.String,
    });

    private static readonly CelType User = Object("kubernetes.UserInfo", new()
    {
        ["username"] = CelType.String,
        ["uid"] = CelType.String,
        ["groups"] = Texts,
        ["extra"] = CelType.Map(CelType.String, Texts),
    });

    private static readonly CelType Request = Object("kubernetes.AdmissionRequest", new()
    {
        ["kind"] = VersionKind,
        ["resource"] = VersionResource,
        ["subResource"] = CelType.String,
        ["requestKind"] = VersionKind,
        ["requestResource"] = VersionResource,
        ["requestSubResource"] = CelType.String,
        ["name"] = CelType.String,
        ["namespace"] = CelType.String,
        ["operation"] = CelType.String,
        ["userInfo"] = User,
        ["dryRun"] = CelType.Bool,
        ["options"] = CelType.Dyn,
    });

    private static readonly CelType Condition = Object("kubernetes.NamespaceCondition", new()
    {
        ["status"] = CelType.String,
        ["type"] = CelType.String,
        ["lastTransitionTime"] = CelType.Timestamp,
        ["message"] = CelType.String,
        ["reason"] = CelType.String,
    });

    private static readonly CelType Metadata = Object("kubernetes.NamespaceMetadata", new()
    {
        ["name"] = CelType.String,
        ["generateName"] = CelType.String,
        ["namespace"] = CelType.String,
        ["labels"] = Map,
        ["annotations"] = Map,
        ["UID"] = CelType.String,
        ["creationTimestamp"] = CelType.Timestamp,
        ["deletionGracePeriodSeconds"] = CelType.Int,
        ["deletionTimestamp"] = CelType.Timestamp,
        ["generation"] = CelType.Int,
        ["resourceVersion"] = CelType.String,
        ["finalizers"] = Texts,
    });

    private static readonly CelType Namespace = Object("kubernetes.Namespace", new()
    {
        ["metadata"] = Metadata,
        ["spec"] = Object("kubernetes.NamespaceSpec", new() { ["finalizers"] = Texts }),
        ["status"] = Object("kubernetes.NamespaceStatus", new()
        {
            ["conditions"] = CelType.List(Condition),
            ["phase"] = CelType.String,
        }),
    });

    /// <summary>The variables every admission expression has, and what is named besides.</summary>
    public static Dictionary<string, CelType> Variables(bool hasParams, bool hasAuthorizer)
    {
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["object"] = CelType.Dyn,
            ["oldObject"] = CelType.Dyn,
            ["request"] = Request,
            ["namespaceObject"] = Namespace,
        };
        if (hasParams)
        {
            variables["params"] = CelType.Dyn;
        }

        if (hasAuthorizer)
        {
            variables["authorizer"] = CelType.Dyn;
        }

        return variables;
    }

    /// <summary>A policy's own variables, as <c>variables</c> shows them.</summary>
    public static CelType Composed(Dictionary<string, CelType> fields) => Object("kubernetes.variables", fields);

    private static CelType Object(string name, Dictionary<string, CelType> fields) =>
        CelType.Object(name, field => fields.GetValueOrDefault(field));
}
