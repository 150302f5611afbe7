using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>A secret together with the partition that holds it: an ARN may lead into another account.</summary>
internal readonly record struct FoundSecret(Secret Secret, SecretsState State, string Account);

/// <summary>What SecretId may be: a name, a full ARN, or an ARN without its random suffix.</summary>
internal static class SecretLookup
{
    private const int SuffixLength = 6;

    /// <summary>Finds a secret that is not scheduled for deletion.</summary>
    public static FoundSecret FindActive(string id, SecretsState state, OperationContext context)
    {
        var found = Find(id, state, context);
        return found.Secret.Deletion is null ? found : throw SecretsErrors.MarkedForDeletion();
    }

    /// <summary>Finds a secret, scheduled for deletion or not.</summary>
    public static FoundSecret Find(string id, SecretsState state, OperationContext context) =>
        TryFind(id, state, context) ?? throw SecretsErrors.NotFound();

    /// <summary>Null when there is none; a name that no secret can have is refused first.</summary>
    public static FoundSecret? TryFind(string id, SecretsState state, OperationContext context)
    {
        if (!id.StartsWith("arn:", StringComparison.Ordinal))
        {
            CheckName(id);
            return state.ByName(id, context.Now) is { } named ? new FoundSecret(named, state, context.Account) : null;
        }

        // arn:partition:secretsmanager:region:account:secret:name-suffix
        var parts = id.Split(':', 7);
        if (parts.Length < 7 || parts[2] != "secretsmanager" || parts[5] != "secret" || parts[3] != context.Region)
        {
            return null;
        }

        var owner = parts[4] == context.Account
            ? state
            : context.World.Existing<SecretsState>(parts[4], context.Region);
        if (owner is null)
        {
            return null;
        }

        var secret = HasSuffix(parts[6])
            ? owner.ByName(parts[6][..^(SuffixLength + 1)], context.Now) is { } full && full.Arn == id ? full : null
            : owner.ByName(parts[6], context.Now);
        return secret is null ? null : new FoundSecret(secret, owner, parts[4]);
    }

    /// <summary>Recorded: names are checked before anything is looked up.</summary>
    public static void CheckName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-/_+=.@!".Contains(c, StringComparison.Ordinal))
            {
                throw SecretsErrors.BadName();
            }
        }
    }

    /// <summary>
    /// The default key cannot be used from another account, so values cannot be read or written there.
    /// </summary>
    public static void DemandUsableKey(FoundSecret found, OperationContext context)
    {
        if (found.Account != context.Account && found.Secret.KmsKeyId is null)
        {
            throw SecretsErrors.OtherAccountDefaultKey();
        }
    }

    // A name that itself ends in a hyphen and six characters is taken for a full ARN, and then not found.
    private static bool HasSuffix(string name) =>
        name.Length > SuffixLength + 1 && name[^(SuffixLength + 1)] == '-'
        && name.AsSpan(name.Length - SuffixLength).ToString().All(char.IsAsciiLetterOrDigit);
}
