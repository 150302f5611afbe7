namespace Eso.Operator.Secrets.Json;

/// <summary>ESO's AWS rule for <c>remoteRef.property</c> and <c>extract</c>.</summary>
internal static class SecretProperty
{
    /// <summary>
    /// The value of a property; null when there is none. A property with dots is first looked up as one literal key,
    /// then as a path.
    /// </summary>
    public static SecretBytes? Get(ReadOnlyMemory<byte> secret, string property)
    {
        if (property.Length == 0)
        {
            return new SecretBytes(secret);
        }

        if (property.Contains('.', StringComparison.Ordinal))
        {
            var literal = Gjson.Get(secret.Span, property.Replace(".", "\\.", StringComparison.Ordinal));
            if (literal.Exists)
            {
                return new SecretBytes(literal.Bytes);
            }
        }

        var found = Gjson.Get(secret.Span, property);
        return found.Exists ? new SecretBytes(found.Bytes) : null;
    }

    /// <summary>The members of a JSON object: strings unquoted, null empty, everything else as it stands in the source.</summary>
    /// <exception cref="ValueException">Go's message, without the value.</exception>
    public static Dictionary<string, SecretBytes> Members(ReadOnlyMemory<byte> json) => GoJsonObject.Members(json);
}
