namespace Eso.Operator.Api.Schemas;

/// <summary><c>spec.provider</c> of stores: exactly one of the back ends ESO knows.</summary>
internal static class ProviderSchemas
{
    public static Schema Union(string version)
    {
        var all = new List<(string Name, Schema Type)>(SchemaTables.Section(version));
        if (version == "v1")
        {
            all.Add(("aws", AwsSchema.Spec));
            all.Add(("fake", FakeProviderSchema.Spec));
            all.Add(("kubernetes", KubernetesProviderSchema.Spec));
            all.Add(("webhook", WebhookProviderSchema.Spec));
        }

        all.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Schema.Object([.. all]).ExactlyOne();
    }
}
