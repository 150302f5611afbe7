using Eso.Operator.Api;
using Eso.Operator.Providers;

namespace Eso.Operator.Controllers.SecretStores;

/// <summary>What a validation found, in the words of ESO's condition; Error is the event's text when something is wrong.</summary>
internal sealed record StoreVerdict(bool Ready, string Reason, string Message, string? Error)
{
    public static StoreVerdict Invalid(string message, string error) =>
        new(false, Reasons.InvalidProviderConfig, message, error);

    /// <summary>Unknown without an error counts as valid, as ESO has it for stores whose credentials follow their users.</summary>
    public static StoreVerdict Good(StoreValidation validation)
    {
        _ = validation;
        return new StoreVerdict(true, Reasons.Valid, Messages.StoreValidated, null);
    }
}
