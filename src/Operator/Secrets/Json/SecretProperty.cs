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

    /// <summary>
    /// The members of a JSON object: strings unquoted, null empty, everything else as it stands in the source.
    /// </summary>
    /// <exception cref="ValueException">Go's message, without the value.</exception>
    public static Dictionary<string, SecretBytes> Members(ReadOnlyMemory<byte> json) => GoJsonObject.Members(json);

    /// <summary>
    /// A secret's new text when a property is pushed into it; the value becomes a JSON string. An empty property
    /// replaces
    /// the whole text. <paramref name="existing"/> is null while the secret has no value.
    /// </summary>
    /// <exception cref="ValueException">What is there is not JSON.</exception>
    public static SecretBytes Set(ReadOnlyMemory<byte>? existing, string property, SecretBytes value)
    {
        if (property.Length == 0)
        {
            return value;
        }

        var json = existing is { } bytes ? ByteText.FromBytes(bytes.Span) : "";
        if (json.Length > 0 && !GjsonValid.IsValid(json))
        {
            throw new ValueException(
                "PushSecret for aws secrets manager with a pushSecretData property requires a json secret");
        }

        // ESO drops sjson's error and pushes what is left: the unchanged text.
        var text = Sjson.Set(json, ByteText.FromText(property), ByteText.FromBytes(value.Reveal().Span));
        return new SecretBytes(ByteText.ToBytes(text));
    }
}
