using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1 SecretStore and ClusterSecretStore, the same for both (eso.md §1.4).</summary>
internal static class SecretStoreSchema
{
    public static Schema Spec => Object(
        ("conditions", List(Object(
            ("namespaceRegexes", List(Text)),
            ("namespaceSelector", Shapes.LabelSelector),
            ("namespaces", List(Shapes.NamespaceName))))),
        ("controller", Text),
        ("provider*", ProviderSchemas.Union("v1")),
        ("refreshInterval", IntOrText),
        ("retrySettings", Object(
            ("maxRetries", Integer32),
            ("retryInterval", Text))));

    public static Schema Status => Object(
        ("capabilities", Text),
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text)))));
}
