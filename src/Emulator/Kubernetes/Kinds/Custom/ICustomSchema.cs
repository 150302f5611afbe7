using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>What a custom kind needs of its structural schema.</summary>
internal interface ICustomSchema
{
    /// <summary>Drops nulls that may not be null and have no default, in place.</summary>
    void DropNulls(JsonObject obj);

    /// <summary>Fills defaults in place.</summary>
    void Default(JsonObject obj);

    /// <summary>Drops unknown fields in place, naming them when a list is given.</summary>
    void Prune(JsonObject obj, List<string>? unknown);

    /// <summary>Everything wrong with the object, its CEL rules included.</summary>
    IEnumerable<FieldError> Validate(JsonObject obj, JsonObject? old, SchemaQuestion asked = default);

    /// <summary>Rules that failed when this object was validated and were forgiven because nothing changed there.</summary>
    IEnumerable<string> Warnings(JsonObject obj);
}
