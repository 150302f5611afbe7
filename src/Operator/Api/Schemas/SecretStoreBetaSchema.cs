using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1beta1 SecretStore and ClusterSecretStore; their status is that of v1.</summary>
internal static class SecretStoreBetaSchema
{
    public static Schema Spec => Object(
        ("conditions", List(Object(
            ("namespaceRegexes", List(Text)),
            ("namespaceSelector", Shapes.LabelSelector),
            ("namespaces", List(Shapes.NamespaceName))))),
        ("controller", Text),
        ("provider*", ProviderSchemas.Union("v1beta1")),
        ("refreshInterval", Integer),
        ("retrySettings", Object(
            ("maxRetries", Integer32),
            ("retryInterval", Text))));
}
