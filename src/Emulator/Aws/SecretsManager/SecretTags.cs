namespace Eso.Emulator.Aws.SecretsManager;

internal static class SecretTags
{
    private const int TagsMax = 50;

    /// <summary>Adds tags or replaces the values of those there; keys are case-sensitive.</summary>
    public static void Put(Secret secret, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Any(t => t.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)))
        {
            throw SecretsErrors.ReservedTag();
        }

        if (tags.Any(t => t.Key.Length == 0))
        {
            throw SecretsErrors.NoTagKey();
        }

        var result = secret.Tags?.ToList() ?? [];
        foreach (var tag in tags)
        {
            var at = result.FindIndex(t => t.Key == tag.Key);
            if (at < 0)
            {
                result.Add(tag);
            }
            else
            {
                result[at] = tag;
            }
        }

        secret.Tags = result.Count <= TagsMax ? result : throw SecretsErrors.TooManyTags();
    }
}
