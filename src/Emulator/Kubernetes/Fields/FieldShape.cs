namespace Eso.Emulator.Kubernetes.Fields;

/// <summary>What a value looks like in JSON; the wire types of protobuf follow from it.</summary>
internal enum FieldShape
{
    String,
    Integer,
    Number,
    Boolean,
    Bytes,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    Duration,

    /// <summary>Any JSON: RawExtension, FieldsV1, apiextensions' JSON and its "or" types; see <see cref="RawForm"/>.</summary>
    Raw,
    Object,
    List,
    Map,
}

/// <summary>Which Go type carries a raw value; they differ on the protobuf wire and in decode errors.</summary>
internal enum RawForm
{
    None,
    RawExtension,
    FieldsV1,
    Json,
    SchemaOrArray,
    SchemaOrBool,
    SchemaOrStrings,
}
