import { AwsEc2QueryProtocol, XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { parsePlainXml } from './plainXml.ts';

/** The protocol of EC2 with another parser of XML: reading images is mostly parsing. */
export class QuickEc2Protocol extends AwsEc2QueryProtocol {
  /**
   * As the SDK makes its own.
   * @param options - the version of EC2's API, and its namespace
   */
  constructor(options: ConstructorParameters<typeof AwsEc2QueryProtocol>[0]) {
    super(options);
    this.deserializer = new QuickDeserializer(this.deserializer.settings);
  }
}

class QuickDeserializer extends XmlShapeDeserializer {
  protected override parseXml(xml: string): unknown {
    return parsePlainXml(xml) ?? super.parseXml(xml);
  }
}
